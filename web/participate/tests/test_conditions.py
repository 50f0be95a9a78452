"""ID-5, B14: a condition that keeps someone out is named, with what to do."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from web.tests import participation_views as world
from web.tests.desk_world import plain, summary
from web.tests.gateway_double import GatewayDouble, refuses
from web.tests.participation_double import fill
from web.tests.participation_kit import BOX, PROBLEM, TYPED, WRITE
from web.tests.participation_views import ident

Proof = Callable[[str], dict[str, str]]


@pytest.mark.parametrize("ids", [[world.AGE["id"]], []])
@pytest.mark.parametrize(("path", "asks", "typed"), [
    (f"{PROBLEM}/avis", f"PUT /api/v1{PROBLEM}/opinion", {"opinion": "agree"}),
    (f"{PROBLEM}/arguments/nouveau", f"POST /api/v1{PROBLEM}/arguments", {"side": "for", "body": "Parce que."} | BOX),
    (WRITE, f"POST /api/v1/sections/{ident('Causes')}/contributions", TYPED | BOX),
])  # fmt: skip
def test_the_condition_that_is_missing_is_named_with_what_to_do(
    app: Flask, client: FlaskClient, gateway: GatewayDouble, signed: None, proof: Proof,
    path: str, asks: str, typed: dict[str, Any], ids: list[str],
) -> None:  # fmt: skip
    """B14: by the service's word, or by what it says of the person."""
    app.config["NOW"] = datetime(2026, 11, 24, 9, tzinfo=UTC)
    fill(gateway)
    mine = world.MINE_VIEW | {"unmet_requirements": [] if ids else [world.AGE]}
    gateway.replies[f"GET /api/v1/steps/{world.CONSULTATION}/participation"] = (200, mine)
    gateway.replies[asks] = refuses("requirements_unmet", requirement_ids=ids, requirement_kinds=["age"])
    said = summary(plain(client.post(path, data=proof(path) | typed)))
    assert "Avoir au moins 16 ans" in said
    assert "Indiquez votre date de naissance dans votre compte, ou corrigez-la." in said

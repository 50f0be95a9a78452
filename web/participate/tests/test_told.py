"""What someone is told after they voted or changed their text: one truth, in the words of what happened."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from web.tests import participation_views as world
from web.tests.desk_world import plain
from web.tests.gateway_double import GatewayDouble
from web.tests.participation_double import fill
from web.tests.participation_views import full, ident

Proof = Callable[[str], dict[str, str]]
PROBLEM = f"/contributions/{ident('problem')}"
MINE = f"/contributions/{ident('mine')}"
WAITS, COUNTED = "Votre avis est en attente de votre e-mail", "Votre avis est compté"


@pytest.fixture(autouse=True)
def filled(app: Flask, gateway: GatewayDouble) -> None:
    app.config["NOW"] = datetime(2026, 11, 24, 9, tzinfo=UTC)
    fill(gateway)


def test_a_vote_of_an_unconfirmed_account_waits_everywhere_on_the_page(
    client: FlaskClient, unconfirmed: None
) -> None:
    """U14: the block under the text says what the banner says."""
    page = plain(client.get(PROBLEM))
    assert WAITS in page
    assert COUNTED not in page


def test_a_vote_of_a_confirmed_account_is_counted(client: FlaskClient, signed: None) -> None:
    """U14"""
    page = plain(client.get(PROBLEM))
    assert COUNTED in page
    assert WAITS not in page


@pytest.mark.parametrize("state", ["published", "draft"])
def test_after_an_edit_the_changes_are_said_to_be_saved(
    client: FlaskClient, gateway: GatewayDouble, signed: None, proof: Proof, state: str
) -> None:
    """U48: what was published already is not published again."""
    answered = full(world.MINE, state=state)
    gateway.replies[f"PATCH /api/v1{MINE}"] = (200, answered)
    typed = {"title": "Titre", "body": "Texte", "version": "4", "reset_votes": "yes"}
    path = f"{MINE}/modifier"
    page = plain(client.get(client.post(path, data=proof(path) | typed).location))
    assert ("Vos changements sont enregistrés." in page) == (state == "published")
    assert "Votre contribution est publiée" not in page

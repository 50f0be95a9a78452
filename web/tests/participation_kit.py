"""One visitor's place in a consultation, as the gateway answers it, and what its tests read."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Flask

from web.tests import participation_views as world
from web.tests.gateway_double import GatewayDouble, RecordedRequest
from web.tests.participation_double import fill
from web.tests.participation_views import full, ident

Proof = Callable[[str], dict[str, str]]
STEP = f"/projets/{world.SLUG}/etapes/{world.CONSULTATION}"
WRITE = f"{STEP}/rubriques/{ident('Causes')}/ecrire"
PROBLEM = f"/contributions/{ident('problem')}"
MINE = f"/contributions/{ident('mine')}"
TYPED = {"title": "Le sens unique", "body": "On tourne pour se garer.", "answers": ident("problem")}
BOX = {"accepted_checkboxes": world.BOX["id"]}


def voted(value: str | None, counted: bool = True) -> dict[str, Any]:
    return {"contribution_id": ident("problem"), "value": value, "counted": counted}


def fill_place(app: Flask, gateway: GatewayDouble) -> None:
    app.config["NOW"] = datetime(2026, 11, 24, 9, tzinfo=UTC)
    fill(gateway)
    mine = world.MINE_VIEW | {"unmet_requirements": [world.BOX]}
    gateway.replies[f"GET /api/v1/steps/{world.CONSULTATION}/participation"] = (200, mine)
    answers: dict[str, Any] = {
        f"POST /api/v1/sections/{ident('Causes')}/contributions": (
            201,
            full(world.CAUSE),
        ),
        f"PUT /api/v1{PROBLEM}/opinion": (200, voted("agree")),
        f"DELETE /api/v1{PROBLEM}/opinion": (200, voted(None)),
        f"POST /api/v1{PROBLEM}/arguments": (201, world.argument("new", "for", "Oui.")),
        f"POST /api/v1{PROBLEM}/sources": (201, world.SOURCE | {"id": ident("new"), "state": "unpublished"}),
        f"PUT /api/v1/arguments/{ident('pro')}/support": (
            200,
            {"id": ident("pro"), "supported": True, "counted": True},
        ),
        f"DELETE /api/v1/arguments/{ident('con')}": (200, {"done": True}),
        f"PATCH /api/v1{MINE}": (200, full(world.MINE)),
        f"DELETE /api/v1{MINE}": (200, {"done": True}),
        f"POST /api/v1/contributions/{ident('solution')}/versions": (
            201,
            full(world.VERSION),
        ),
        "POST /api/v1/reports": (201, {"done": True}),
    }
    gateway.replies |= answers


def sent(gateway: GatewayDouble) -> RecordedRequest:
    """The one thing that was written."""
    written = [each for each in gateway.asked if each.method != "GET"]
    assert len(written) == 1, [(each.method, each.path) for each in written]
    return written[0]


def words(answer: Any) -> str:
    return re.sub(r"[\u00a0\u202f]", " ", answer.get_data(as_text=True).replace("&#39;", "'"))

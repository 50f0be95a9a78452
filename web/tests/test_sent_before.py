"""B18: Back and send again is one act, for every form that creates or has something sent."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient

from web.core.sent_before import MINUTES
from web.tests import bureau_world, desk_world, participation_double, participation_views
from web.tests.api_contract import published
from web.tests.desk_world import DESK, DRAFT, LIVE, NEW, OPEN, ORG, sender
from web.tests.gateway_double import GatewayDouble
from web.tests.participation_views import ident
from web.tests.votation_kit import VOTATION

OPENAPI = json.loads(Path("contracts/published/openapi.json").read_text())
NOW = datetime(2026, 11, 24, 9, 59, tzinfo=UTC)
PROBLEM, SOLUTION = f"/contributions/{ident('problem')}", f"/contributions/{ident('solution')}"
WRITE = f"/projets/{participation_views.SLUG}/etapes/{participation_views.CONSULTATION}/rubriques/{ident('Causes')}"
BOX = {"accepted_checkboxes": participation_views.BOX["id"]}
ROLL = f"/bureau/{VOTATION}/liste"
C3 = bureau_world.ELECTORS[2]["id"]
EMPLOYEE = {"reference": "D-4", "name": "Di", "email": "di@lys.example", "weight": "1"}
PAPER = {"title": "Un rapport", "link": "https://exemple.fr/r", "category": "report"} | BOX
VERSION = {
    "title": "Un autre titre",
    "body": "Un autre texte, plus long.",
    "reasons": "C'est mieux dit.",
} | BOX


class Creating(NamedTuple):
    """A form that creates: the address it is on and goes to, what is typed, and the path it asks the gateway for."""

    page: str
    fields: dict[str, Any]
    asks: str
    to: str = ""
    state: str = "draft"


CREATING = {
    "create_votation": Creating(f"{DESK}/votations/nouvelle", {"title": "Oui ou non"}, "/votations"),
    "create_project": Creating(f"{DESK}/projets/nouveau/libre", {"title": "Le marché"}, "/projects"),
    "clone_project": Creating(
        f"{LIVE}/suites", {"title": "Copie"}, f"/projects/{OPEN}/clones", to=f"{LIVE}/suites/copie"
    ),
    "invite_member": Creating(
        f"{DESK}/membres/inviter",
        {"email": "paul@lys.example", "role": "mediator"},
        f"/organisations/{ORG}/invitations",
    ),
    "create_group": Creating(f"{DESK}/groupes", {"name": "Conseil"}, f"/organisations/{ORG}/groups"),
    "define_participant_type": Creating(
        f"{DESK}/qualites",
        {"label_fr": "Habitante", "label_en": "Resident"},
        f"/organisations/{ORG}/participant-types",
    ),
    "define_theme": Creating(
        f"{DESK}/themes-et-zones", {"kind": "themes", "label": "Eau"}, f"/organisations/{ORG}/themes"
    ),
    "define_zone": Creating(
        f"{DESK}/themes-et-zones", {"kind": "zones", "label": "Nord"}, f"/organisations/{ORG}/zones"
    ),
    "create_organisation": Creating(
        "/plateforme/organisations/nouvelle", {"name": "Lys", "kind": "municipality"}, "/organisations"
    ),
    "add_step": Creating(
        f"{NEW}/etapes/ajouter", {"kind": "consultation", "title": "Donner"}, f"/projects/{DRAFT}/steps"
    ),
    "add_section": Creating(
        f"{NEW}/etapes/step-n/rubriques/ajouter",
        {"title": "Causes", "arguments": "none", "sort": "votes"},
        "/steps/step-n/sections",
    ),
    "request_export": Creating(
        f"{LIVE}/exports", {"shape": "full", "format": "csv"}, f"/projects/{OPEN}/exports"
    ),
    "send_again": Creating(f"{DESK}/messages", {"delivery_id": "d-1"}, "/deliveries/d-1/retries"),
    "read_roll": Creating(f"{ROLL}/fichier", {"file": "roll"}, f"/votations/{VOTATION}/roll-imports"),
    "add_elector": Creating(f"{ROLL}/ajouter", EMPLOYEE, f"/votations/{VOTATION}/electors"),
    "give_proxy": Creating(
        f"{ROLL}/{C3}/procuration?n=C-3&q=b",
        {"holder_id": bureau_world.BEN},
        f"/votations/{VOTATION}/proxies",
    ),
    "ask_mailing": Creating(
        f"/bureau/{VOTATION}/envois/invitation", {}, f"/votations/{VOTATION}/mailings", state="open"
    ),
    "write_to_elector": Creating(
        f"{ROLL}/{bureau_world.ANA}?n=A-1",
        {},
        f"/electors/{bureau_world.ANA}/letter",
        to=f"{ROLL}/{bureau_world.ANA}/lettre?n=A-1",
        state="open",
    ),
    "record_event": Creating(
        f"/bureau/{VOTATION}/signaler",
        {"kind": "incident", "text": "Une panne."},
        f"/votations/{VOTATION}/events",
        state="open",
    ),
    "submit_contribution": Creating(
        f"{WRITE}/ecrire",
        {"title": "Le sens unique", "body": "On tourne pour se garer.", "answers": ident("problem")} | BOX,
        f"/sections/{ident('Causes')}/contributions",
    ),
    "add_argument": Creating(
        f"{PROBLEM}/arguments/nouveau",
        {"side": "for", "body": "Parce que oui."} | BOX,
        f"{PROBLEM}/arguments",
    ),
    "add_source": Creating(f"{PROBLEM}/sources/nouvelle", PAPER, f"{PROBLEM}/sources"),
    "propose_version": Creating(f"{SOLUTION}/versions/nouvelle", VERSION, f"{SOLUTION}/versions"),
    "report": Creating(f"{PROBLEM}/signaler", {"reason": "insult"}, "/reports"),
    "appeal": Creating("/compte/moderation/argument/arg-1", {"body": "Je ne visais personne."}, "/appeals"),
}
ELSEWHERE = {
    "register_account": "the answer opens a session; a second one is told by mail that the account is there",
    "sign_in": "opens a session",
    "sign_in_by_link": "opens a session",
    "request_password_reset": "a new link is what is wanted; identity counts them",
    "request_magic_link": "a new link is what is wanted; identity counts them",
    "resend_confirmation": "a new link is what is wanted; identity counts them",
    "submit_event_idea": "people follow one another at the kiosk, and two may say the same",
    "cast_ballot": "the booth: one right, one ballot",
    "issue_right": "the booth: a right asked twice is one right",
    "request_code": "the booth: a new code is what is wanted; the register counts them",
    "check_roll": "its page answers at once and leads nowhere; the register counts them",
    "count_ballots": "the register refuses a second count while one runs",
    "apply_roll_import": "the same import applied twice is refused as busy or done",
}
SOON_FORGOTTEN = [
    CREATING[name] for name in ("request_export", "send_again", "ask_mailing", "write_to_elector")
]


@pytest.fixture
def world(app: Flask, client: FlaskClient, gateway: GatewayDouble) -> Callable[[Creating], None]:
    def stand(creating: Creating) -> None:
        app.config["NOW"] = NOW
        bureau_world.fill(gateway, bureau_world.Bureau(creating.state))
        participation_double.fill(gateway)
        desk_world.fill(gateway)
        moderated = {
            "target": "argument", "target_id": "arg-1", "title": "", "reason": "insult",
            "decided_at": desk_world.OPENS, "appealed": False,
        }  # fmt: skip
        gateway.replies["GET /api/v1/me/moderated"] = desk_world.page(moderated)
        status, path = 202 if creating in SOON_FORGOTTEN else 201, f"/api/v1{creating.asks}"
        gateway.replies[f"POST {path}"] = (status, published().sample("POST", path, status))
        desk_world.sign_in(client, ("organiser", ORG), ("platform_admin", None))

    return stand


def asked(gateway: GatewayDouble, creating: Creating) -> list[str]:
    return [
        each.headers["Idempotency-Key"]
        for each in gateway.asked
        if each.method == "POST" and each.path == f"/api/v1{creating.asks}"
    ]


def typed(creating: Creating) -> dict[str, Any]:
    if "file" in creating.fields:
        return {"file": (BytesIO(b"numero;nom\n1;Ana\n"), "liste.csv")}
    return dict(creating.fields)


def test_every_form_that_creates_is_walked_here() -> None:
    """B18: what creates, or has letters and exports made, is in the walk below or says why not."""
    posts = [methods["post"] for methods in OPENAPI["paths"].values() if "post" in methods]
    making = {each["operationId"] for each in posts if {"201", "202"} & set(each["responses"])}
    assert making == CREATING.keys() | ELSEWHERE.keys()
    assert MINUTES.keys() == {201, 202}


@pytest.mark.parametrize("name", CREATING)
def test_back_and_send_again_creates_one(
    client: FlaskClient, gateway: GatewayDouble, world: Callable[[Creating], None], name: str
) -> None:
    """B18: the page fetched anew has another key, and leads to what the first sending made."""
    creating = CREATING[name]
    world(creating)
    send = sender(client)
    first = send(creating.page, typed(creating), creating.to)
    assert first.status_code in (302, 303), first.get_data(as_text=True)
    again = send(creating.page, typed(creating), creating.to)
    assert len(asked(gateway, creating)) == 1
    assert (again.status_code, again.location) == (303, first.location)
    assert "déjà envoyé" in left_for_the_next_page(client)


def left_for_the_next_page(client: FlaskClient) -> str:
    left = client.get_cookie("capco_notice")
    return str(json.loads(base64.urlsafe_b64decode(left.value))["text"]) if left else ""


@pytest.mark.parametrize(
    ("name", "others", "minutes"),
    [
        ("create_votation", {"title": "Pour ou contre"}, 60),
        ("request_export", {"shape": "simplified", "format": "json"}, 2),
    ],
)
def test_what_is_meant_again_is_done_again(
    app: Flask,
    client: FlaskClient,
    gateway: GatewayDouble,
    world: Callable[[Creating], None],
    name: str,
    others: dict[str, str],
    minutes: int,
) -> None:
    """B18: other words at once, the same after a while; the hour on the clock is of no account."""
    creating = CREATING[name]
    world(creating)
    send = sender(client)
    send(creating.page, creating.fields)
    send(creating.page, others)
    assert len(asked(gateway, creating)) == 2
    app.config["NOW"] = NOW + timedelta(minutes=minutes - 1)
    send(creating.page, creating.fields)
    assert len(asked(gateway, creating)) == 2
    app.config["NOW"] = NOW + timedelta(minutes=minutes + 1)
    send(creating.page, creating.fields)
    assert len(set(asked(gateway, creating))) == 3


def test_what_was_taken_back_is_made_anew(
    client: FlaskClient, gateway: GatewayDouble, world: Callable[[Creating], None]
) -> None:
    """B18: an invitation taken back, then sent again, leaves."""
    creating = CREATING["invite_member"]
    world(creating)
    gateway.replies[f"DELETE /api/v1/organisations/{ORG}/invitations/inv-1"] = (200, {"done": True})
    send = sender(client)
    send(creating.page, creating.fields)
    send(f"{DESK}/invitations/inv-1/retirer", {"confirmed": "yes"})
    send(creating.page, creating.fields)
    assert len(asked(gateway, creating)) == 2


def test_another_file_is_another_act(
    client: FlaskClient, gateway: GatewayDouble, world: Callable[[Creating], None]
) -> None:
    """B18: a corrected roll of the same name."""
    creating = CREATING["read_roll"]
    world(creating)
    send = sender(client)
    for content in (b"numero;nom\n1;Ana\n", b"numero;nom\n1;Anna\n"):
        send(creating.page, {"file": (BytesIO(content), "liste.csv")})
    assert len(asked(gateway, creating)) == 2


def test_a_refused_or_paused_form_is_sent_again(
    client: FlaskClient, gateway: GatewayDouble, world: Callable[[Creating], None]
) -> None:
    """B18: what was not done is not known as done."""
    creating = CREATING["create_votation"]
    world(creating)
    gateway.replies[f"POST /api/v1{creating.asks}"] = (503, {"code": "unavailable"})
    send = sender(client)
    for _ in range(2):
        assert send(creating.page, creating.fields).status_code == 503
    assert len(asked(gateway, creating)) == 2


def test_a_forged_memory_leads_nowhere_else(
    client: FlaskClient, gateway: GatewayDouble, world: Callable[[Creating], None]
) -> None:
    """B18: the cookie is the browser's own; whatever it holds, the site alone is led to."""
    creating = CREATING["create_votation"]
    world(creating)
    send = sender(client)
    send(creating.page, creating.fields)
    cookie = client.get_cookie("capco_sent")
    assert cookie is not None
    known = json.loads(base64.urlsafe_b64decode(cookie.value))
    for leads, led in (
        ("https://ailleurs.example/x", "/"),
        ("//ailleurs.example", "/"),
        ("/a#dit", "/a#dit"),
    ):
        known[0][3] = leads
        client.set_cookie("capco_sent", base64.urlsafe_b64encode(json.dumps(known).encode()).decode())
        assert send(creating.page, creating.fields).location == led
    for worthless in ("é", "W10", "bnVsbA==", "WzFd"):
        client.set_cookie("capco_sent", worthless)
        assert send(creating.page, creating.fields).location != "/a#dit"

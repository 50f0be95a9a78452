"""Where someone lands who signed in: at once on what they can do."""

import base64
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from web.tests import participation_double
from web.tests.gateway_double import GatewayDouble
from web.tests.participation_views import CONSULTATION, DRAFT, ME, MINE, PROJECT, SLUG, items
from web.tests.people import ORGANISATION, post, session

PAGE = "/compte/accueil"
PLACE = {"on_roll": True, "reference": "A-1", "college": None}
VOTE = "0b0b0b0b-0000-4000-8000-000000000001"


def token(*roles: tuple[str, str | None]) -> str:
    said = json.dumps(
        {"sub": ME, "exp": time.time() + 300, "conf": True, "name": "Ada", "roles": roles}
    ).encode()
    return f"e30.{base64.urlsafe_b64encode(said).decode().rstrip('=')}.s"


def act(card: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "act": "contribution", "id": card["id"], "contribution_id": card["id"], "title": card["title"], "excerpt": "",
        "state": card["state"], "opinion": None, "counted": None, "at": "2026-11-28T10:00:00+00:00",
        "project_id": PROJECT, "project_slug": SLUG, "project_title": "Quelle place ?", "step_id": CONSULTATION,
        "step_title": "Problèmes",
    } | more  # fmt: skip


def vote() -> dict[str, Any]:
    return {
        "id": VOTE, "title": "L'avenant", "summary": "", "language": "fr", "organisation_id": ORGANISATION,
        "organisation_name": "Syndicat",
        "state": "open", "opens_at": "2026-11-20T08:00:00+00:00", "closes_at": "2030-01-01T08:00:00+00:00",
        "time_zone": "Europe/Paris", "electors": 40, "sentence_fr": None, "sentence_en": None,
    }  # fmt: skip


@pytest.fixture
def world(gateway: GatewayDouble) -> GatewayDouble:
    participation_double.fill(gateway)
    kinds = {"drafts": [act(DRAFT)], "writings": [act(MINE), act(MINE, state="trashed")]}
    gateway.replies |= {
        "GET /api/v1/me/acts": lambda asked: (200, items(*kinds[asked.query["kind"]])),
        "GET /api/v1/votations": (200, items(vote())),
        f"GET /api/v1/votations/{VOTE}/my-place": (200, PLACE),
        "POST /api/v1/sessions": (201, session(token())),
    }
    return gateway


@pytest.fixture
def ada(client: FlaskClient, world: GatewayDouble) -> FlaskClient:
    client.set_cookie("capco_access", token(), domain="localhost")
    return client


def sign_in(client: FlaskClient, path: str = "/connexion") -> Any:
    return post(client, path, email="ada@exemple.fr", password="quatre mots").location


def test_a_participant_lands_on_what_is_open_to_them(client: FlaskClient, world: GatewayDouble) -> None:
    """U19"""
    assert sign_in(client) == PAGE


@pytest.mark.parametrize("role", ["organiser", "moderator", "analyst"])
def test_who_works_for_an_organisation_lands_on_its_workspace(
    client: FlaskClient, world: GatewayDouble, role: str
) -> None:
    """U19"""
    world.replies["POST /api/v1/sessions"] = (201, session(token((role, ORGANISATION))))
    assert sign_in(client) == "/organisation"


def test_who_was_going_somewhere_arrives_there(client: FlaskClient, world: GatewayDouble) -> None:
    """U19"""
    assert sign_in(client, f"/connexion?next=/projets/{SLUG}") == f"/projets/{SLUG}"


def test_an_elector_sees_first_where_they_can_vote(ada: FlaskClient) -> None:
    """U19: then drafts, what became of one's texts, and what is open."""
    page = ada.get(PAGE).get_data(as_text=True)
    parts = ["Bonjour Ada", "Vous pouvez voter maintenant", "L'avenant", "Brouillons à finir", DRAFT["title"],
             "Ce que deviennent vos textes", MINE["title"], "539 avis", "2 arguments",
             "Mise de côté par la modération", "Ouverts en ce moment", "La cour du collège"]  # fmt: skip
    places = [page.find(part) for part in parts]
    assert -1 not in places, parts[places.index(-1)]
    assert places == sorted(places)


def test_a_vote_of_others_is_not_offered(ada: FlaskClient, world: GatewayDouble) -> None:
    """U19"""
    world.replies[f"GET /api/v1/votations/{VOTE}/my-place"] = (200, PLACE | {"on_roll": False})
    page = ada.get(PAGE).get_data(as_text=True)
    assert "L'avenant" not in page
    assert "Vous pouvez voter" not in page


def test_it_stays_readable_while_services_rest(ada: FlaskClient, world: GatewayDouble) -> None:
    """U19"""
    for path in ("/me/acts", "/votations", "/projects"):
        world.replies[f"GET /api/v1{path}"] = (503, {"code": "unavailable"})
    answer = ada.get(PAGE)
    assert answer.status_code == 200
    assert "Aucun projet n'est ouvert" in answer.get_data(as_text=True)


def test_a_stranger_is_asked_to_sign_in(client: FlaskClient, world: GatewayDouble) -> None:
    """U19"""
    assert client.get(PAGE).location == f"/connexion?next={PAGE}"


@pytest.mark.parametrize("path", [PAGE, f"/projets/{SLUG}"])
def test_what_one_did_is_one_press_away(ada: FlaskClient, path: str, sign: Callable[[bool], None]) -> None:
    """U10: from one's account and from the page of a project; "My account" begins there."""
    page = ada.get(path).get_data(as_text=True)
    for name in ("contributions", "votes", "brouillons"):
        assert f'href="/compte/{name}"' in page
    assert f'href="{PAGE}"' in page


def test_a_stranger_is_not_told_what_they_did(client: FlaskClient, world: GatewayDouble) -> None:
    """U10"""
    assert "/compte/votes" not in client.get(f"/projets/{SLUG}").get_data(as_text=True)

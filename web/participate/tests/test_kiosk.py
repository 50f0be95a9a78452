"""CO-7: the kiosk as a plain form, and what its script asks of us."""

import base64
import json
import re
import time
from typing import Any

import pytest
from flask.testing import FlaskClient

from web.participate import kiosk_lock
from web.tests.gateway_double import GatewayDouble
from web.tests.people import ORGANISATION, PROJECT, SECTIONS, STEP, account, post, session, sign_in

PATH = f"/kiosque/{STEP}"
IDEAS = f"POST /api/v1/sections/{SECTIONS[0]}/event-ideas"
IDEA = {
    "section_id": SECTIONS[0],
    "title": "Plus d'arbres",
    "votes": 3,
    "first_name": "Zoé",
    "age_band": "7_to_10",
}


MADE = {"id": "c-1", "title": "Plus d'arbres", "excerpt": "", "body": ""}
LOCK = kiosk_lock.written(kiosk_lock.made(STEP, "2580"))


def token(*roles: tuple[str, str | None], lives: int = 300) -> str:
    said = json.dumps({"sub": "account-1", "exp": time.time() + lives, "roles": roles}).encode()
    return f"e30.{base64.urlsafe_b64encode(said).decode().rstrip('=')}.s{lives}"


def section(n: int, **more: Any) -> dict[str, Any]:
    titles = ("J'aime", "J'aime pas", "Si j'avais une baguette magique")
    pictures, colours = ("heart", "cloud", "wand"), ("#1e7d4f", "#b3261e", "#7a4fb5")
    return {
        "id": SECTIONS[n],
        "step_id": STEP,
        "parent_id": None,
        "position": n,
        "title": titles[n],
        "help_text": "Ce qui vous plaît et qu'il faut garder.",
        "colour": colours[n],
        "pictogram": pictures[n],
        "role": "prompt",
        "contributable": True,
    } | more


def answers(**step: Any) -> dict[str, Any]:
    found = {
        "id": STEP,
        "project_id": PROJECT,
        "kind": "collection",
        "title": "Vos idées",
        "body": "",
        "state": "open",
        "event_mode": True,
        "sections": [section(n) for n in range(3)],
    }
    project = {
        "id": PROJECT,
        "slug": "cour-de-l-ecole",
        "title": "La cour de l'école",
        "summary": "",
        "body": "",
        "organisation_id": ORGANISATION,
        "organisation_name": "École Jules-Ferry",
        "organisation_colour": "#1f4e8c",
        "time_zone": "Europe/Paris",
        "steps": [{"id": STEP, "kind": "collection", "title": "Vos idées"}],
    }
    return {
        f"GET /api/v1/steps/{STEP}": (200, found | step),
        f"GET /api/v1/projects/{PROJECT}": (200, project),
    }


@pytest.fixture
def facilitator(client: FlaskClient, gateway: GatewayDouble) -> FlaskClient:
    sign_in(client, token(("mediator", ORGANISATION)))
    gateway.replies |= answers()
    client.set_cookie("capco_kiosk", LOCK, domain="localhost")
    return client


def ideas(gateway: GatewayDouble) -> list[Any]:
    return [each for each in gateway.asked if each.path.endswith("/event-ideas")]


@pytest.mark.parametrize(("language", "said"), [("fr", "Choisissez une carte"), ("en", "Choose a card")])
def test_shows_each_prompt_as_a_card(facilitator: FlaskClient, language: str, said: str) -> None:
    facilitator.set_cookie("capco_language", language, domain="localhost")
    page = facilitator.get(PATH).get_data(as_text=True)
    assert page.count('class="c-idea-card__card"') == 3
    assert said in page
    assert "baguette magique" in page


@pytest.mark.parametrize("scope", [ORGANISATION, PROJECT, None])
def test_opens_to_those_who_facilitate_here(
    client: FlaskClient, gateway: GatewayDouble, scope: str | None
) -> None:
    gateway.replies |= answers()
    sign_in(client, token(("platform_admin" if scope is None else "moderator", scope)))
    assert client.get(PATH).status_code == 200


@pytest.mark.parametrize("roles", [[], [("organiser", "another")], [("analyst", ORGANISATION)]])
def test_says_why_it_does_not_open_to_others(
    client: FlaskClient, gateway: GatewayDouble, roles: list[tuple[str, str]]
) -> None:
    gateway.replies |= answers()
    sign_in(client, token(*roles))
    answer = client.get(PATH)
    assert answer.status_code == 403
    assert "Le kiosque ne s'ouvre pas ici" in answer.get_data(as_text=True)


def test_says_that_event_mode_is_off(facilitator: FlaskClient, gateway: GatewayDouble) -> None:
    gateway.replies |= answers(event_mode=False)
    answer = facilitator.get(PATH)
    assert answer.status_code == 409
    assert "mode événement" in answer.get_data(as_text=True)


def test_asks_to_sign_in(client: FlaskClient) -> None:
    assert client.get(PATH).location == f"/connexion?next={PATH}"


def test_without_script_an_idea_is_sent_by_the_form(facilitator: FlaskClient, gateway: GatewayDouble) -> None:
    gateway.replies[IDEAS] = (201, MADE)
    answer = post(
        facilitator, PATH, section_id=SECTIONS[0], title="Plus d'arbres", votes="3", first_name="Zoé"
    )
    assert answer.location == f"{PATH}?carte={SECTIONS[0]}"
    assert ideas(gateway)[0].body == {"title": "Plus d'arbres", "votes": 3, "first_name": "Zoé"}
    assert "L'idée est envoyée" in facilitator.get(answer.location).get_data(as_text=True).replace(
        "&#39;", "'"
    )


def test_without_script_refusals_are_beside_their_fields(
    facilitator: FlaskClient, gateway: GatewayDouble
) -> None:
    page = post(facilitator, PATH, votes="beaucoup").get_data(as_text=True)
    for name in ("section_id", "title", "votes"):
        assert f'id="{name}-error"' in page
    unknown = post(facilitator, PATH, section_id="../../projects", title="Une idée")
    assert unknown.status_code == 422
    assert ideas(gateway) == []
    gateway.replies[IDEAS] = (409, {"code": "closed", "detail": "Cette étape est close."})
    closed = post(facilitator, PATH, section_id=SECTIONS[0], title="Une idée")
    assert closed.status_code == 409
    assert "Cette étape est close." in closed.get_data(as_text=True)
    assert 'value="Une idée"' in closed.get_data(as_text=True)


def send(client: FlaskClient, idea: Any = None, **headers: str) -> Any:
    proof = client.get(f"{PATH}/etat").get_json()["csrf"]
    given = {"X-CSRF-Token": proof, "Idempotency-Key": "key-of-this-idea", **headers}
    return client.post(f"{PATH}/idees", json=IDEA if idea is None else idea, headers=given)


def test_an_idea_of_the_tablet_goes_on_with_its_own_key(
    facilitator: FlaskClient, gateway: GatewayDouble
) -> None:
    gateway.replies[IDEAS] = (201, MADE)
    answer = send(facilitator)
    assert (answer.status_code, answer.get_json()) == (201, {"counted": "key-of-this-idea"})
    asked = ideas(gateway)[0]
    assert asked.headers["Idempotency-Key"] == "key-of-this-idea"
    assert asked.body == {name: value for name, value in IDEA.items() if name != "section_id"}


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (503, {"code": "unavailable"}, 503),
        (504, {"code": "outcome_unknown"}, 503),
        (500, {"code": "internal_error"}, 503),
        (429, {"code": "too_many_requests", "detail": "…", "retry_after": 12}, 429),
        (409, {"code": "closed", "detail": "Cette étape est close."}, 409),
        (403, {"code": "forbidden", "detail": "…"}, 403),
    ],
)
def test_what_the_tablet_does_next_depends_on_the_answer(
    facilitator: FlaskClient, gateway: GatewayDouble, status: int, body: dict[str, Any], told: int
) -> None:
    gateway.replies[IDEAS] = (status, body)
    answer = send(facilitator)
    assert answer.status_code == told
    assert answer.get_json()["code"]
    assert ("Retry-After" in answer.headers) is (told in {429, 503})


def test_a_refused_field_is_named_to_the_tablet(facilitator: FlaskClient, gateway: GatewayDouble) -> None:
    errors = [{"field": "title", "code": "too_long", "detail": "Écrivez au plus 200 caractères."}]
    gateway.replies[IDEAS] = (422, {"code": "invalid_input", "detail": "…", "errors": errors})
    assert send(facilitator).get_json()["fields"] == {"title": "Écrivez au plus 200 caractères."}


@pytest.mark.parametrize("idea", [[], {"title": "x"}, {"section_id": "../../me", "title": "x"}])
def test_what_is_not_an_idea_never_reaches_the_gateway(
    facilitator: FlaskClient, gateway: GatewayDouble, idea: Any
) -> None:
    assert send(facilitator, idea).status_code == 422
    assert send(facilitator, IDEA, **{"Idempotency-Key": ""}).status_code == 422
    assert ideas(gateway) == []


def test_a_sending_without_its_proof_is_refused(facilitator: FlaskClient, gateway: GatewayDouble) -> None:
    facilitator.get(f"{PATH}/etat")
    answer = facilitator.post(f"{PATH}/idees", json=IDEA, headers={"Idempotency-Key": "key-of-this-idea"})
    assert answer.status_code == 403
    assert ideas(gateway) == []


def test_someone_signed_out_is_told_so_and_the_idea_stays(client: FlaskClient) -> None:
    assert client.get(f"{PATH}/etat").get_json()["signed_in"] is False
    answer = send(client)
    assert (answer.status_code, answer.get_json()["code"]) == (401, "signed_out")


def test_an_access_token_that_expired_off_line_is_renewed(
    client: FlaskClient, gateway: GatewayDouble
) -> None:
    sign_in(client, token(("mediator", ORGANISATION), lives=-600))
    fresh = session(token(("mediator", ORGANISATION), lives=299))
    gateway.replies |= {"POST /api/v1/sessions/refresh": (200, fresh), IDEAS: (201, MADE)}
    assert send(client).status_code == 201
    assert ideas(gateway)[0].headers["Authorization"].endswith(".s299")


def test_a_renewal_that_does_not_come_is_no_signing_out(client: FlaskClient, gateway: GatewayDouble) -> None:
    sign_in(client, token(("mediator", ORGANISATION), lives=-600))
    gateway.replies |= {
        "POST /api/v1/sessions/refresh": (503, {"code": "unavailable"}),
        IDEAS: (401, {"code": "token_stale"}),
    }
    assert client.get(f"{PATH}/etat").get_json()["signed_in"] is True
    assert send(client).status_code == 503


def test_the_worker_has_the_kiosk_alone(client: FlaskClient) -> None:
    answer = client.get("/kiosque/worker.js")
    assert answer.status_code == 200
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "Service-Worker-Allowed" not in answer.headers


ELSEWHERE = [
    "/",
    "/organisation",
    "/compte",
    "/projets",
    f"/organisation/{ORGANISATION}",
    "/langue/en",
    "/nulle-part",
]


@pytest.mark.parametrize("path", [*ELSEWHERE, f"/kiosque/{PROJECT}"])
def test_a_locked_tablet_leads_nowhere_but_to_its_cards(facilitator: FlaskClient, path: str) -> None:
    """U06: the server refuses, whatever the page shows."""
    answer = facilitator.get(path)
    assert (answer.status_code, answer.location) == (303, PATH)
    proof = facilitator.get(f"{PATH}/etat").get_json()["csrf"]
    sent = facilitator.post(path, headers={"X-CSRF-Token": proof})
    assert (sent.status_code, sent.location) == (303, PATH)


def test_a_locked_tablet_shows_no_menu_and_one_way_out(facilitator: FlaskClient) -> None:
    """U06"""
    page = facilitator.get(PATH).get_data(as_text=True)
    links = set(re.findall(r'<a [^>]*href="([^"]+)"', page)) - {
        f"/connexion?next={PATH}"
    }  # that one is hidden
    assert links == {"#main", f"{PATH}/quitter"}


def test_a_tablet_is_locked_with_a_code_and_left_by_it(client: FlaskClient, gateway: GatewayDouble) -> None:
    """U06"""
    sign_in(client, token(("mediator", ORGANISATION)))
    gateway.replies |= answers() | {"GET /api/v1/me": (200, account())}
    assert "c-idea-card" not in client.get(PATH).get_data(as_text=True)
    assert post(client, PATH, code="12").status_code == 422
    assert post(client, PATH, code="2580").location == PATH
    assert "c-idea-card" in client.get(PATH).get_data(as_text=True)
    wrong = post(client, f"{PATH}/quitter", code="1234")
    assert wrong.status_code == 422
    assert "Ce n'est pas le code" in wrong.get_data(as_text=True)
    assert client.get("/organisation").location == PATH
    assert post(client, f"{PATH}/quitter", code="25 80").location == "/organisation"
    assert client.get("/compte").location != PATH


def test_a_code_is_not_guessed_by_trying(facilitator: FlaskClient) -> None:
    """U06"""
    for number in range(5):
        post(facilitator, f"{PATH}/quitter", code=f"100{number}")
    answer = post(facilitator, f"{PATH}/quitter", code="2580")
    assert answer.status_code == 422
    assert "Attendez" in answer.get_data(as_text=True)
    assert facilitator.get("/organisation").location == PATH


def test_whoever_signs_in_again_may_leave_the_kiosk(facilitator: FlaskClient, gateway: GatewayDouble) -> None:
    for name in ("capco_access", "capco_refresh"):
        facilitator.delete_cookie(name, domain="localhost")
    fresh = session(token(("mediator", ORGANISATION)))
    gateway.replies["POST /api/v1/sessions"] = (201, fresh)
    typed = {"email": "ada@exemple.fr", "password": "girafe tambour lilas"}
    assert post(facilitator, f"/connexion?next={PATH}", **typed).location == PATH
    assert facilitator.get("/organisation").location == PATH
    for name in ("capco_access", "capco_refresh"):
        facilitator.delete_cookie(name, domain="localhost")
    post(facilitator, "/connexion", **typed)
    assert facilitator.get("/").location != PATH

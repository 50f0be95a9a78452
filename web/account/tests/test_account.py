"""One's own account: every page, refusals beside their fields, both languages (WEB-1, ID-1, ID-4, CO-11)."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from web.tests.gateway_double import GatewayDouble
from web.tests.people import ORGANISATION, account, post, session, sign_in

Token = Callable[[int], str]
AT = "2026-11-10T09:30:00+00:00"
MODERATED = {
    "target": "argument",
    "target_id": "t-1",
    "title": "Trop <cher>",
    "decision": "trash",
    "reason": "Hors sujet",
    "decided_at": AT,
    "appealed": False,
}
TYPES = [
    {
        "id": "type-1",
        "organisation_id": ORGANISATION,
        "label_fr": "Habitant",
        "label_en": "Resident",
        "retired": False,
    },
    {
        "id": "type-2",
        "organisation_id": ORGANISATION,
        "label_fr": "Élu",
        "label_en": "Elected",
        "retired": True,
    },
]
PAGES = {
    "/compte": ("Bonjour Ada", "Hello Ada"),
    "/compte/profil": ("Mon profil", "My profile"),
    "/compte/qualites": ("À quel titre je participe", "What I take part as"),
    f"/compte/qualites/{ORGANISATION}": ("Habitant", "Resident"),
    "/compte/mot-de-passe": ("Changer mon mot de passe", "Change my password"),
    "/compte/adresse": ("Changer mon adresse e-mail", "Change my e-mail address"),
    "/compte/connexions": ("Terminer cette session", "End this session"),
    "/compte/consentements": ("Ce que j'accepte", "What I agree to"),
    "/compte/moderation": ("Demander une relecture", "Ask for another look"),
    "/compte/moderation/argument/t-1": ("Envoyer mon recours", "Send my appeal"),
}


@pytest.fixture
def ada(client: FlaskClient, gateway: GatewayDouble, make_token: Token) -> FlaskClient:
    sign_in(client, make_token(300))
    organisation = {"id": ORGANISATION, "name": "Ville de Rezé", "slug": "reze"}
    sessions = [
        {"id": "s-1", "device": "Firefox, Windows", "started_at": AT, "last_used_at": AT, "current": True},
        {"id": "s-2", "device": "Unknown device", "started_at": AT, "last_used_at": AT, "current": False},
    ]
    said = [
        {"purpose": "terms", "granted": True, "text_version": "2026-11", "decided_at": AT},
        {"purpose": "project_news", "granted": True, "text_version": "2026-11", "decided_at": AT},
        {
            "purpose": "project_news",
            "granted": False,
            "text_version": "2026-11",
            "decided_at": "2026-11-12T09:00:00Z",
        },
    ]
    types = {"items": TYPES}
    gateway.replies |= {
        "GET /api/v1/me": (200, account(participant_types={ORGANISATION: "type-2"})),
        "GET /api/v1/organisations": (200, {"items": [organisation], "next_cursor": "suite"}),
        f"GET /api/v1/organisations/{ORGANISATION}": (200, organisation),
        f"GET /api/v1/organisations/{ORGANISATION}/participant-types": (200, types),
        "GET /api/v1/me/sessions": (200, {"items": sessions, "next_cursor": None}),
        "GET /api/v1/me/consents": (200, {"items": said}),
        "GET /api/v1/me/moderated": (200, {"items": [MODERATED], "next_cursor": None}),
        "POST /api/v1/sessions/refresh": (200, session(make_token(301))),
    }
    return client


def sent(gateway: GatewayDouble, method: str, end: str) -> Any:
    return next(each for each in gateway.asked if each.method == method and each.path.endswith(end)).body


@pytest.mark.parametrize("language", [0, 1])
@pytest.mark.parametrize("path", list(PAGES))
def test_every_page_of_the_account_opens_in_both_languages(
    ada: FlaskClient, path: str, language: int
) -> None:
    ada.set_cookie("capco_language", ("fr", "en")[language], domain="localhost")
    answer = ada.get(path)
    assert answer.status_code == 200
    assert PAGES[path][language] in answer.get_data(as_text=True)
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("path", list(PAGES))
def test_every_page_of_the_account_asks_to_sign_in(client: FlaskClient, path: str) -> None:
    assert client.get(path).location == f"/connexion?next={path}"


def test_an_unconfirmed_address_is_said_first(ada: FlaskClient, gateway: GatewayDouble) -> None:
    """ID-2"""
    gateway.replies["GET /api/v1/me"] = (
        200,
        account(email_confirmed=False, pending_email="b@b.fr", birth_on=None),
    )
    page = ada.get("/compte").get_data(as_text=True)
    assert "Confirmez votre adresse" in page
    assert "b@b.fr" in page


def test_a_profile_is_changed_and_emptied(ada: FlaskClient, gateway: GatewayDouble) -> None:
    gateway.replies["PATCH /api/v1/me"] = (200, account())
    answer = post(ada, "/compte/profil", display_name="Ada L.", language="en", birth_on="", postcode="")
    assert answer.location == "/compte"
    assert sent(gateway, "PATCH", "/me") == {
        "display_name": "Ada L.",
        "language": "en",
        "birth_on": None,
        "postcode": None,
    }
    assert "Hello Ada" in ada.get("/compte").get_data(as_text=True)


def test_a_refused_profile_keeps_what_was_typed(ada: FlaskClient, gateway: GatewayDouble) -> None:
    gateway.replies["PATCH /api/v1/me"] = (
        422,
        {
            "code": "invalid_input",
            "errors": [{"field": "postcode", "code": "too_long", "detail": "Écrivez au plus 10 caractères."}],
        },
    )
    page = post(ada, "/compte/profil", display_name="Ada", postcode="12345678901").get_data(as_text=True)
    assert 'id="postcode-error"' in page
    assert 'value="12345678901"' in page


def test_a_participant_type_is_chosen_among_those_offered(ada: FlaskClient, gateway: GatewayDouble) -> None:
    """ID-4: a retired type is shown to whoever has it."""
    path = f"/compte/qualites/{ORGANISATION}"
    assert "Élu" in ada.get(path).get_data(as_text=True)
    gateway.replies[f"PUT /api/v1/me/participant-types/{ORGANISATION}"] = (200, account())
    answer = post(ada, path, participant_type_id="type-1", next="/projets/place")
    assert answer.location == "/projets/place"
    assert sent(gateway, "PUT", ORGANISATION) == {"participant_type_id": "type-1"}
    empty = post(ada, path, participant_type_id="")
    assert 'id="participant_type_id-error"' in empty.get_data(as_text=True)


@pytest.mark.parametrize(
    ("path", "asked", "fields", "field", "done"),
    [
        (
            "/compte/mot-de-passe",
            "/me/password",
            {"current_password": "a", "new_password": "b"},
            "current_password",
            (200, {"done": True}),
        ),
        (
            "/compte/adresse",
            "/me/email",
            {"password": "a", "new_email": "b@b.fr"},
            "password",
            (202, {"status": "check_your_mail"}),
        ),
    ],
)
def test_a_wrong_password_is_said_beside_it(
    ada: FlaskClient,
    gateway: GatewayDouble,
    path: str,
    asked: str,
    fields: dict[str, str],
    field: str,
    done: tuple[int, Any],
) -> None:
    gateway.replies[f"PUT /api/v1{asked}"] = (403, {"code": "wrong_password", "detail": "Ne convient pas."})
    answer = post(ada, path, **fields)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in page
    gateway.replies[f"PUT /api/v1{asked}"] = done
    assert post(ada, path, **fields).location == "/compte"
    assert sent(gateway, "PUT", asked).items() >= fields.items()


def test_a_session_is_ended(ada: FlaskClient, gateway: GatewayDouble) -> None:
    """ID-1, ID-8"""
    gateway.replies["DELETE /api/v1/me/sessions/s-2"] = (200, {"done": True})
    answer = post(ada, "/compte/connexions/s-2/fin", page_of="/compte/connexions", current="")
    assert answer.location == "/compte/connexions"
    assert ada.get_cookie("capco_access") is not None


def test_a_session_that_had_already_ended_is_ended_all_the_same(ada: FlaskClient) -> None:
    answer = post(ada, "/compte/connexions/s-9/fin", page_of="/compte/connexions", current="")
    assert answer.location == "/compte/connexions"


def test_ending_this_very_session_signs_out(ada: FlaskClient, gateway: GatewayDouble) -> None:
    gateway.replies["DELETE /api/v1/me/sessions/s-1"] = (200, {"done": True})
    answer = post(ada, "/compte/connexions/s-1/fin", page_of="/compte/connexions", current="yes")
    assert answer.location == "/"
    assert ada.get_cookie("capco_access") is None


def test_a_consent_is_given_and_withdrawn_and_its_history_shown(
    ada: FlaskClient, gateway: GatewayDouble
) -> None:
    """ID-7: the last word decides."""
    page = ada.get("/compte/consentements").get_data(as_text=True)
    assert page.count("texte de la version") == 3
    gateway.replies["PUT /api/v1/me/consents/project_news"] = (200, {"items": []})
    answer = post(ada, "/compte/consentements/project_news", page_of="/compte/consentements", granted="yes")
    assert answer.location == "/compte/consentements"
    body = sent(gateway, "PUT", "/consents/project_news")
    assert body["granted"] is True
    assert body["text_version"]
    for purpose in ("terms", "autre"):
        refused = post(ada, f"/compte/consentements/{purpose}", page_of="/compte/consentements", granted="no")
        assert refused.status_code == 404


def test_a_moderated_text_shows_its_reason_and_takes_an_appeal(
    ada: FlaskClient, gateway: GatewayDouble
) -> None:
    """CO-11"""
    page = ada.get("/compte/moderation").get_data(as_text=True)
    assert "Hors sujet" in page
    assert "Trop &lt;cher&gt;" in page
    gateway.replies["POST /api/v1/appeals"] = (201, {"done": True})
    path = "/compte/moderation/argument/t-1"
    assert 'id="body-error"' in post(ada, path).get_data(as_text=True)
    assert post(ada, path, body="C'est le sujet.").location == "/compte/moderation"
    assert sent(gateway, "POST", "/appeals") == {
        "target": "argument",
        "target_id": "t-1",
        "body": "C'est le sujet.",
    }


def test_an_appeal_is_made_once(ada: FlaskClient, gateway: GatewayDouble) -> None:
    gateway.replies["POST /api/v1/appeals"] = (409, {"code": "already_appealed", "detail": "Déjà à l'étude."})
    answer = post(ada, "/compte/moderation/argument/t-1", body="Encore.")
    assert answer.status_code == 409
    assert "Déjà à l'étude." in answer.get_data(as_text=True)
    gateway.replies["GET /api/v1/me/moderated"] = (200, {"items": [MODERATED | {"appealed": True}]})
    assert "Send my appeal" not in ada.get("/compte/moderation/argument/t-1").get_data(as_text=True)
    assert ada.get("/compte/moderation/argument/autre").status_code == 404


def test_an_account_without_moderated_text_is_told_so(ada: FlaskClient, gateway: GatewayDouble) -> None:
    gateway.replies["GET /api/v1/me/moderated"] = (200, {"items": [], "next_cursor": None})
    assert "Aucun de vos textes" in ada.get("/compte/moderation").get_data(as_text=True)


def test_a_resting_service_keeps_the_form(ada: FlaskClient, gateway: GatewayDouble) -> None:
    gateway.replies["PUT /api/v1/me/password"] = (503, {"code": "unavailable"})
    answer = post(ada, "/compte/mot-de-passe", current_password="a", new_password="b")
    assert answer.status_code == 503
    assert "rien ne sera compté deux fois" in answer.get_data(as_text=True)

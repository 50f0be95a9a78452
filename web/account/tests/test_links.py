"""Links of mails: opening changes nothing, the button does, an expired one says at once what to do (ID-1, ID-3)."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from web.tests.gateway_double import GatewayDouble
from web.tests.people import REFUSED, account, post, session, sign_in

Token = Callable[[int], str]
PATHS = {
    "email-confirmation": "/accounts/confirmations",
    "email-change": "/accounts/email-confirmations",
    "magic-link": "/sessions/by-link",
    "password-reset": "/accounts/passwords",
    "email-changed": "/accounts/recoveries",
    "invitation": "/invitations/acceptance",
}
BUTTONS = [kind for kind in PATHS if kind != "invitation"]
STATE = "POST /api/v1/links/state"
WORKS = (200, {"expires_at": "2026-12-01T10:00:00+00:00"})
OFFER = {
    "organisation_id": "o-1",
    "organisation_name": "Ville de Rezé",
    "role": "mediator",
    "expires_at": "2026-12-01T10:00:00+00:00",
}


@pytest.mark.parametrize("kind", BUTTONS)
def test_opening_a_link_asks_the_gateway_only_whether_it_works(
    client: FlaskClient, gateway: GatewayDouble, kind: str
) -> None:
    """U07, U45"""
    gateway.replies[STATE] = WORKS
    answer = client.get(f"/lien/{kind}/s3cret")
    assert answer.status_code == 200
    assert answer.get_data(as_text=True).count('type="submit"') == 1
    (asked,) = gateway.asked
    assert (asked.path, asked.body) == (
        "/api/v1/links/state",
        {"token": "s3cret", "kind": kind.replace("-", "_")},
    )


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", BUTTONS)
def test_a_link_that_was_used_says_so_when_it_is_opened(
    client: FlaskClient, gateway: GatewayDouble, kind: str, language: str
) -> None:
    """U45"""
    client.set_cookie("capco_language", language, domain="localhost")
    gateway.replies[STATE] = (410, REFUSED)
    answer = client.get(f"/lien/{kind}/s3cret")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 410
    assert {"fr": "Ce lien ne fonctionne plus", "en": "This link no longer works"}[language] in page
    assert 'name="password"' not in page
    assert 'type="submit"' not in page.split("<main", 1)[1].split("</main", 1)[0]


def test_a_link_cut_on_its_way_says_so_when_it_is_opened(client: FlaskClient, gateway: GatewayDouble) -> None:
    """U45"""
    errors = [{"field": "token", "code": "too_long", "detail": "Trop long."}]
    gateway.replies[STATE] = (422, {"code": "invalid_input", "errors": errors})
    assert client.get("/lien/magic-link/s3cret").status_code == 410


@pytest.mark.parametrize("reply", [(503, {"code": "unavailable"}), (429, {"code": "too_many_requests"})])
def test_a_link_is_shown_while_nobody_can_say_whether_it_works(
    client: FlaskClient, gateway: GatewayDouble, reply: tuple[int, dict[str, str]]
) -> None:
    """U45"""
    gateway.replies[STATE] = reply
    assert client.get("/lien/password-reset/s3cret").status_code == 200


@pytest.mark.parametrize(
    ("language", "button"), [("fr", "Reprendre mon compte"), ("en", "Take my account back")]
)
def test_an_account_is_taken_back_by_the_button_and_a_password_chosen(
    client: FlaskClient, gateway: GatewayDouble, make_token: Token, language: str, button: str
) -> None:
    """U07: whoever is signed in here is not any more."""
    client.set_cookie("capco_language", language, domain="localhost")
    sign_in(client, make_token(300))
    gateway.replies[STATE] = WORKS
    gateway.replies["POST /api/v1/accounts/recoveries"] = (200, {"password_token": "next-s3cret"})
    assert button in client.get("/lien/email-changed/s3cret").get_data(as_text=True)
    answer = post(client, "/lien/email-changed/s3cret")
    assert answer.location == "/lien/password-reset/next-s3cret"
    sent = next(each for each in gateway.asked if each.path.endswith("/accounts/recoveries"))
    assert sent.body == {"token": "s3cret"}
    assert client.get_cookie("capco_access") is None
    page = client.get(answer.location).get_data(as_text=True)
    assert {"fr": "Votre compte est de nouveau à vous", "en": "Your account is yours again"}[language] in page
    assert 'name="password"' in page


@pytest.mark.parametrize("kind", ["email-change", "password-reset"])
def test_what_the_mail_to_the_owner_tells_is_said_by_the_browser(
    client: FlaskClient, gateway: GatewayDouble, kind: str
) -> None:
    """U07"""
    gateway.replies[f"POST /api/v1{PATHS[kind]}"] = (200, {"done": True})
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    client.environ_base["HTTP_USER_AGENT"] = agent
    post(client, f"/lien/{kind}/s3cret", password="quatre mots sans lien")
    sent = next(each for each in gateway.asked if each.path.endswith(PATHS[kind]))
    assert sent.body["device"] == "Firefox, Linux"


@pytest.mark.parametrize("kind", ["email-confirmation", "email-change"])
def test_an_address_is_confirmed_by_the_button(
    client: FlaskClient, gateway: GatewayDouble, make_token: Token, kind: str
) -> None:
    """ID-1, B13: with this browser's session, which goes on and learns at once that it is."""
    sign_in(client, make_token(300))
    gateway.replies["GET /api/v1/me"] = (200, account(email="ada@example.org"))
    gateway.replies[f"POST /api/v1{PATHS[kind]}"] = (200, {"done": True})
    gateway.replies["POST /api/v1/sessions/refresh"] = (200, session(make_token(301)))
    answer = post(client, f"/lien/{kind}/s3cret")
    assert answer.location == "/compte/accueil"
    sent = next(each for each in gateway.asked if each.path.endswith(PATHS[kind]))
    assert sent.body["token"] == "s3cret"
    assert "Authorization" in sent.headers
    assert any(each.path.endswith("/sessions/refresh") for each in gateway.asked)


@pytest.mark.parametrize("kind", ["email-confirmation", "email-change"])
def test_an_address_is_confirmed_also_beside_a_session_that_is_no_more(
    client: FlaskClient, gateway: GatewayDouble, make_token: Token, kind: str
) -> None:
    sign_in(client, make_token(300))
    gateway.replies["GET /api/v1/me"] = (401, {"code": "token_invalid", "detail": ""})
    gateway.replies[f"POST /api/v1{PATHS[kind]}"] = (200, {"done": True})
    assert post(client, f"/lien/{kind}/s3cret").location == "/connexion"
    sent = next(each for each in gateway.asked if each.path.endswith(PATHS[kind]))
    assert "Authorization" not in sent.headers


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", list(PATHS))
def test_an_expired_link_says_what_to_do(
    client: FlaskClient, gateway: GatewayDouble, kind: str, language: str
) -> None:
    client.set_cookie("capco_language", language, domain="localhost")
    gateway.replies[f"POST /api/v1{PATHS[kind]}"] = (410, REFUSED)
    gateway.replies["POST /api/v1/invitations/offer"] = (410, REFUSED)
    answer = post(client, f"/lien/{kind}/s3cret", page_of="/connexion", password="quatre mots sans lien")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 410
    assert {"fr": "Ce lien ne fonctionne plus", "en": "This link no longer works"}[language] in page
    assert "c-button--main" in page


def test_a_link_signs_in_and_comes_back_to_where_it_was_asked(
    client: FlaskClient, gateway: GatewayDouble, make_token: Token
) -> None:
    gateway.replies["POST /api/v1/sessions/links"] = (202, {"status": "check_your_mail"})
    gateway.replies["POST /api/v1/sessions/by-link"] = (201, session(make_token(300)))
    post(client, "/connexion/lien?next=/projets/place", email="ada@exemple.fr")
    answer = post(client, "/lien/magic-link/s3cret")
    assert answer.location == "/projets/place"
    assert client.get_cookie("capco_access") is not None
    assert client.get_cookie("capco_next") is None


def test_a_new_password_is_chosen_then_one_signs_in(client: FlaskClient, gateway: GatewayDouble) -> None:
    gateway.replies["POST /api/v1/accounts/passwords"] = (200, {"done": True})
    answer = post(client, "/lien/password-reset/s3cret", password="quatre mots sans lien")
    assert answer.location == "/connexion"
    sent = next(each for each in gateway.asked if each.path.endswith("/accounts/passwords"))
    assert sent.body == {"token": "s3cret", "password": "quatre mots sans lien", "device": ""}


def test_a_weak_new_password_is_refused_beside_the_field(client: FlaskClient, gateway: GatewayDouble) -> None:
    gateway.replies["POST /api/v1/accounts/passwords"] = (
        422,
        {
            "code": "invalid_input",
            "errors": [
                {"field": "password", "code": "password_too_weak", "detail": "Trop facile à deviner."}
            ],
        },
    )
    answer = post(client, "/lien/password-reset/s3cret", password="soleil")
    assert answer.status_code == 422
    assert 'id="password-error"' in answer.get_data(as_text=True)


def test_an_invitation_is_shown_then_asks_to_sign_in_and_comes_back(
    client: FlaskClient, gateway: GatewayDouble, make_token: Token
) -> None:
    """ID-3"""
    gateway.replies["POST /api/v1/invitations/offer"] = (200, OFFER)
    gateway.replies["POST /api/v1/sessions"] = (201, session(make_token(300)))
    page = client.get("/lien/invitation/s3cret").get_data(as_text=True)
    assert "Ville de Rezé" in page
    assert "Médiateur ou médiatrice" in page
    answer = post(client, "/lien/invitation/s3cret", then="sign_in")
    assert answer.location == "/connexion"
    assert "s3cret" not in answer.location
    assert post(client, "/connexion", email="a@b.fr", password="x").location == "/lien/invitation/s3cret"
    assert all("acceptance" not in each.path for each in gateway.asked)


def test_an_invitation_is_accepted_by_the_button(
    client: FlaskClient, gateway: GatewayDouble, make_token: Token
) -> None:
    sign_in(client, make_token(300))
    gateway.replies["POST /api/v1/invitations/offer"] = (200, OFFER)
    gateway.replies["POST /api/v1/invitations/acceptance"] = (200, account())
    gateway.replies["POST /api/v1/sessions/refresh"] = (200, session(make_token(301)))
    answer = post(client, "/lien/invitation/s3cret")
    assert answer.status_code == 303
    sent = next(each for each in gateway.asked if "acceptance" in each.path)
    assert sent.body == {"token": "s3cret"}
    assert "Authorization" in sent.headers


def test_an_invitation_to_another_address_offers_to_change_account(
    client: FlaskClient, gateway: GatewayDouble, make_token: Token
) -> None:
    sign_in(client, make_token(300))
    gateway.replies["POST /api/v1/invitations/offer"] = (200, OFFER)
    gateway.replies["POST /api/v1/invitations/acceptance"] = (
        403,
        {"code": "other_address", "detail": "Autre adresse."},
    )
    gateway.replies["DELETE /api/v1/sessions/current"] = (200, {"done": True})
    answer = post(client, "/lien/invitation/s3cret")
    assert answer.status_code == 403
    assert "Autre adresse." in answer.get_data(as_text=True)
    assert post(client, "/lien/invitation/s3cret", then="switch").location == "/connexion"
    assert client.get_cookie("capco_access") is None


def test_a_pause_leaves_the_link_to_be_pressed_again(client: FlaskClient, gateway: GatewayDouble) -> None:
    gateway.replies["POST /api/v1/accounts/confirmations"] = (503, {"code": "unavailable"})
    answer = post(client, "/lien/email-confirmation/s3cret")
    assert answer.status_code == 503
    assert "Oui, cette adresse est la mienne" in answer.get_data(as_text=True)


def test_an_unknown_kind_of_link_is_not_found(client: FlaskClient) -> None:
    assert client.get("/lien/autre/s3cret").status_code == 404

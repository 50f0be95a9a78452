"""Signing in, opening an account, the mails in between, what one was doing meanwhile (ID-1, ID-2, WEB-1)."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from web.account.devices import device_name
from web.tests.desk_world import beside, plain
from web.tests.gateway_double import GatewayDouble, refuses
from web.tests.people import account, hidden, post, session, sign_in

Token = Callable[[int], str]
TYPED = {
    "display_name": "Ada",
    "email": "ada@exemple.fr",
    "password": "quatre mots sans lien",
    "language": "fr",
}


@pytest.fixture
def english(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.set_cookie("capco_language", "en", domain="localhost")
    return client


def test_signs_in_and_comes_back(client: FlaskClient, gateway: GatewayDouble, make_token: Token) -> None:
    """ID-1"""
    gateway.replies["POST /api/v1/sessions"] = (201, session(make_token(300)))
    answer = post(
        client,
        "/connexion?next=/projets/place?tri=1",
        email="ada@exemple.fr",
        password="quatre mots sans lien",
    )
    assert (answer.status_code, answer.location) == (303, "/projets/place?tri=1")
    assert gateway.asked[0].body["email"] == "ada@exemple.fr"
    assert "device" in gateway.asked[0].body
    assert client.get_cookie("capco_access") is not None


def test_never_leads_to_another_site(client: FlaskClient, gateway: GatewayDouble, make_token: Token) -> None:
    gateway.replies["POST /api/v1/sessions"] = (201, session(make_token(300)))
    answer = post(client, "/connexion?next=https://evil.example/x", email="a@b.fr", password="x")
    assert answer.location in {"/", "/compte"}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "L'adresse ou le mot de passe ne convient pas."),
        ("en", "The address or the password does not match."),
    ],
)
def test_a_wrong_password_is_said_beside_the_field(
    client: FlaskClient, gateway: GatewayDouble, language: str, said: str
) -> None:
    client.set_cookie("capco_language", language, domain="localhost")
    gateway.replies["POST /api/v1/sessions"] = (401, {"code": "wrong_credentials", "detail": "…"})
    answer = post(client, "/connexion", email="ada@exemple.fr", password="faux")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="password-error"' in page
    assert said in page
    assert 'value="ada@exemple.fr"' in page
    assert "faux" not in page
    assert 'target="_blank"' not in page


def test_empty_fields_are_said_without_asking(client: FlaskClient, gateway: GatewayDouble) -> None:
    page = post(client, "/connexion").get_data(as_text=True)
    assert 'id="email-error"' in page
    assert 'id="password-error"' in page
    assert gateway.asked == []


def test_too_many_attempts_says_how_long_to_wait(client: FlaskClient, gateway: GatewayDouble) -> None:
    gateway.replies["POST /api/v1/sessions"] = (
        429,
        {"code": "too_many_attempts", "detail": "Réessayez dans 60 s."},
    )
    answer = post(client, "/connexion", email="ada@exemple.fr", password="x")
    assert answer.status_code == 429
    assert "Réessayez dans 60 s." in answer.get_data(as_text=True)


def test_a_session_the_gateway_refuses_does_not_turn_in_circles(
    client: FlaskClient, gateway: GatewayDouble, make_token: Token
) -> None:
    sign_in(client, make_token(300))
    gateway.replies["GET /api/v1/me"] = (401, {"code": "token_invalid", "detail": "…"})
    assert client.get("/compte").location == "/connexion?next=/compte"
    answer = client.get("/connexion?next=/compte")
    assert answer.status_code == 200
    assert client.get_cookie("capco_access") is None


def test_someone_signed_in_goes_straight_on(
    client: FlaskClient, gateway: GatewayDouble, make_token: Token
) -> None:
    sign_in(client, make_token(300))
    gateway.replies["GET /api/v1/me"] = (200, account())
    assert client.get("/connexion?next=/projets").location == "/projets"


def test_signing_in_asks_without_the_tokens_of_an_older_session(
    client: FlaskClient, gateway: GatewayDouble, make_token: Token
) -> None:
    page = hidden(client.get("/connexion").get_data(as_text=True))
    sign_in(client, make_token(300))
    gateway.replies["POST /api/v1/sessions"] = (401, {"code": "wrong_credentials", "detail": "…"})
    client.post("/connexion", data=page | {"email": "a@b.fr", "password": "x"})
    asked = next(each for each in gateway.asked if each.path.endswith("/sessions"))
    assert "Authorization" not in asked.headers
    assert client.get_cookie("capco_access") is not None


@pytest.mark.parametrize(
    ("path", "asked"),
    [("/connexion/lien", "/sessions/links"), ("/mot-de-passe-oublie", "/accounts/password-resets")],
)
def test_a_mail_is_asked_for_in_the_same_words_for_all(
    client: FlaskClient, gateway: GatewayDouble, path: str, asked: str
) -> None:
    """ID-1: nothing on the page says whether the address is known."""
    gateway.replies[f"POST /api/v1{asked}"] = (202, {"status": "check_your_mail"})
    answer = post(client, path, email="ada@exemple.fr")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "porte l'adresse ada@exemple.fr" in page
    again = client.post(path, data=hidden(page))
    assert "Une nouvelle demande a été faite." in again.get_data(as_text=True)
    keys = [each.headers["Idempotency-Key"] for each in gateway.asked]
    assert len(set(keys)) == 2


def test_a_mail_needs_an_address(client: FlaskClient, gateway: GatewayDouble) -> None:
    for path in ("/connexion/lien", "/mot-de-passe-oublie"):
        answer = post(client, path)
        assert answer.status_code == 422
        assert 'id="email-error"' in answer.get_data(as_text=True)
    assert gateway.asked == []


def test_an_account_is_opened_and_one_comes_back(
    client: FlaskClient, gateway: GatewayDouble, make_token: Token
) -> None:
    gateway.replies["POST /api/v1/accounts"] = (201, session(make_token(300)))
    answer = post(
        client, "/inscription?next=/projets/place", terms_accepted="yes", birth_on="1990-05-03", **TYPED
    )
    assert (answer.status_code, answer.location) == (303, "/projets/place")
    body = gateway.asked[0].body
    assert body["terms_accepted"] is True
    assert body["terms_version"]
    assert body["birth_on"] == "1990-05-03"
    assert "postcode" not in body


def test_an_account_opened_for_itself_leads_to_the_mail(
    client: FlaskClient, gateway: GatewayDouble, make_token: Token
) -> None:
    gateway.replies["POST /api/v1/accounts"] = (201, session(make_token(300)))
    gateway.replies["GET /api/v1/me"] = (200, account(email_confirmed=False))
    gateway.replies["POST /api/v1/me/confirmation-mails"] = (202, {"status": "check_your_mail"})
    answer = post(client, "/inscription", terms_accepted="yes", **TYPED)
    assert answer.location == "/inscription/verification"
    assert "ada@exemple.fr" in client.get(answer.location).get_data(as_text=True)
    assert post(client, "/inscription/verification").location == "/inscription/verification"
    assert "Un nouvel e-mail est en route" in client.get("/inscription/verification").get_data(as_text=True)


def test_a_confirmed_account_has_nothing_to_check(
    client: FlaskClient, gateway: GatewayDouble, make_token: Token
) -> None:
    sign_in(client, make_token(300))
    gateway.replies["GET /api/v1/me"] = (200, account())
    assert client.get("/inscription/verification").location == "/compte"


def test_terms_must_be_accepted(english: FlaskClient, gateway: GatewayDouble) -> None:
    gateway.replies["POST /api/v1/accounts"] = refuses("invalid_input", {"terms_accepted": "not_accepted"})
    answer = post(english, "/inscription", **TYPED)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Read the terms of use and tick the box" in page
    assert 'id="terms_accepted-error"' in page
    assert gateway.asked[-1].body["terms_accepted"] is False
    assert english.get("/conditions-utilisation").status_code == 200


def test_a_weak_password_and_a_young_age_are_said_beside_their_fields(
    client: FlaskClient, gateway: GatewayDouble
) -> None:
    gateway.replies["POST /api/v1/accounts"] = (
        422,
        {
            "code": "invalid_input",
            "errors": [
                {"field": "password", "code": "password_too_weak", "detail": "Trop facile à deviner."},
                {"field": "birth_on", "code": "too_young", "detail": "Trop jeune."},
            ],
        },
    )
    page = post(client, "/inscription", terms_accepted="yes", birth_on="2026-01-01", **TYPED).get_data(
        as_text=True
    )
    assert 'id="password-error"' in page
    assert 'id="birth_on-error"' in page
    assert '<details class="govuk-details" open>' in page


def test_all_that_is_wrong_is_said_at_once_each_beside_its_field(
    client: FlaskClient, gateway: GatewayDouble
) -> None:
    """U29: what the page finds missing does not hide what the service finds wrong."""
    complaints = {
        "email": "invalid_email",
        "password": "password_too_short:12",
        "birth_on": "birth_to_come",
        "postcode": "invalid_postcode",
        "display_name": "required",
    }
    gateway.replies["POST /api/v1/accounts"] = refuses("invalid_input", complaints)
    typed = {"email": "ada", "password": "court", "birth_on": "2030-01-01", "postcode": "ABCDE99999"}
    page = plain(post(client, "/inscription", terms_accepted="yes", **typed))
    assert beside(page, "email") == "Erreur : Écrivez une adresse e-mail complète, comme nom@exemple.fr."
    assert beside(page, "password").startswith("Erreur : Un mot de passe a au moins 12 caractères.")
    assert beside(page, "birth_on") == "Erreur : Cette date est à venir. Écrivez le jour de votre naissance."
    assert beside(page, "postcode") == "Erreur : Écrivez un code postal, comme 35000 ou SW1A 1AA."
    assert beside(page, "display_name") == "Erreur : Écrivez le nom à montrer à côté de vos textes."
    assert len(re.findall('href="#(email|password|birth_on|postcode|display_name)"', page)) == 5


def test_what_was_typed_is_kept_while_signing_in(
    app: Flask, client: FlaskClient, gateway: GatewayDouble, make_token: Token
) -> None:
    """WEB-1: someone whose session ended, or who has no account, loses no text."""
    gateway.replies["POST /api/v1/sessions"] = (201, session(make_token(300)))
    gateway.replies["GET /api/v1/me"] = (200, account())
    typed = {"display_name": 'Ada "la" <première>', "postcode": "44000"}
    proof = hidden(client.get("/connexion").get_data(as_text=True))
    kept = client.post("/compte/profil", data=proof | typed)
    page = kept.get_data(as_text=True)
    assert kept.status_code == 401
    assert "Ce que vous avez écrit est gardé" in page
    registering = client.post("/inscription", data=hidden(page) | {"arriving": "yes"}).get_data(as_text=True)
    assert "Ce que vous avez écrit est gardé" in registering
    assert "govuk-error" not in registering.split("</h1>")[0]
    back = client.post("/connexion", data=hidden(registering) | {"arriving": "yes"}).get_data(as_text=True)
    resumed = client.post("/connexion", data=hidden(back) | {"email": "a@b.fr", "password": "x"})
    page = resumed.get_data(as_text=True)
    assert resumed.status_code == 200
    assert 'action="/compte/profil"' in page
    gateway.replies["PATCH /api/v1/me"] = (200, account())
    answer = client.post("/compte/profil", data=hidden(page))
    assert answer.location == "/compte"
    sent = next(each for each in gateway.asked if each.method == "PATCH")
    assert sent.body["display_name"].startswith("Ada ")
    assert sent.body["postcode"] == "44000"


def test_no_password_is_carried_from_page_to_page(client: FlaskClient) -> None:
    proof = hidden(client.get("/connexion").get_data(as_text=True))
    page = client.post("/compte/mot-de-passe", data=proof | {"new_password": "secret-42", "note": "le reste"})
    text = page.get_data(as_text=True)
    assert "secret-42" not in text
    assert "le reste" in text


def test_a_forged_kept_form_leads_nowhere_else(
    client: FlaskClient, gateway: GatewayDouble, make_token: Token
) -> None:
    gateway.replies["POST /api/v1/sessions"] = (201, session(make_token(300)))
    for kept in (
        '{"address":"https://evil.example/","fields":[]}',
        "{",
        "[]",
        '{"address":"//e","fields":[]}',
    ):
        answer = post(client, "/connexion", email="a@b.fr", password="x", kept=kept)
        assert answer.location == "/compte/accueil"
        client.delete_cookie("capco_access", domain="localhost")
        client.delete_cookie("capco_refresh", domain="localhost")


def test_signing_out_works_even_when_the_service_rests(
    client: FlaskClient, gateway: GatewayDouble, make_token: Token
) -> None:
    sign_in(client, make_token(300))
    gateway.replies["GET /api/v1/me"] = (200, account())
    gateway.replies["DELETE /api/v1/sessions/current"] = (503, {"code": "unavailable"})
    answer = post(client, "/deconnexion", page_of="/compte")
    assert answer.location == "/"
    assert client.get_cookie("capco_access") is None
    assert client.get_cookie("capco_refresh") is None


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0",
            "Firefox, Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/130.0 Safari/537.36",
            "Chromium, Linux",
        ),
        (
            "Mozilla/5.0 (X11; Ubuntu; Linux x86_64) AppleWebKit/537.36 Ubuntu Chromium/130.0 Chrome/130.0 Safari/537.36",
            "Chromium, Linux",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36 EdgA/130.0",
            "Edge, Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) AppleWebKit/605 Version/17.0 EdgiOS/130.0 Mobile Safari/605",
            "Edge, iPhone",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18 Safari/604",
            "Safari, iPhone",
        ),
        ("curl/8", ""),
    ],
)
def test_a_device_is_named_in_words_its_owner_knows(agent: str, said: str) -> None:
    """U47"""
    assert device_name(agent) == said

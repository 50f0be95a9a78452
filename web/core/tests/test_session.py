"""Who the reader is: cookies, refresh, and what happens when either fails."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from contracts.consultations import debate, projects
from contracts.identity import accounts
from web.app import create_app
from web.core.api import api
from web.core.config import Config
from web.core.gateway_client import Refusal, Unavailable
from web.core.session import close_session, open_session, sign_in_required
from web.tests.gateway_double import GatewayDouble, RecordedRequest
from web.tests.people import account, session

Tokens = Callable[[int], str]


@pytest.fixture(autouse=True)
def pages(app: Flask, make_token: Tokens) -> None:
    @app.get("/_enter/<int:lives>")
    def enter(lives: int) -> str:
        open_session({"access_token": make_token(lives), "refresh_token": "refresh-1"})
        return "in"

    @app.get("/_leave")
    def leave() -> str:
        close_session()
        return "out"

    @app.get("/_mine")
    @sign_in_required
    def mine() -> dict[str, object]:
        return {"data": api(accounts.get_my_account).data}

    app.extensions["capco.exchanges"].done.clear()


def bearer(question: RecordedRequest) -> str:
    return question.headers.get("Authorization", "")


def test_nobody_is_asked_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/_mine")
    assert answer.status_code == 302
    assert "next=/_mine" in answer.location.replace("%2F", "/")


def test_the_token_is_passed_on(client: FlaskClient, gateway: GatewayDouble, make_token: Tokens) -> None:
    gateway.replies["GET /api/v1/me"] = (200, account())
    client.get("/_enter/600")
    assert client.get("/_mine").get_json()["data"] == account()
    assert bearer(gateway.asked[0]).startswith("Bearer e30.")
    client.get("/_leave")
    assert client.get("/_mine").status_code == 302


def test_a_token_about_to_expire_is_traded_first(
    client: FlaskClient, gateway: GatewayDouble, make_token: Tokens
) -> None:
    fresh = make_token(900)
    gateway.replies["POST /api/v1/sessions/refresh"] = (200, session(fresh))
    gateway.replies["GET /api/v1/me"] = (200, account())
    client.get("/_enter/5")
    for _ in range(2):
        assert client.get("/_mine").status_code == 200
    assert [asked.path.rsplit("/", 1)[1] for asked in gateway.asked] == ["refresh", "me", "me"]
    assert gateway.asked[0].body == {"refresh_token": "refresh-1"}
    assert bearer(gateway.asked[1]) == f"Bearer {fresh}"


def test_a_stale_token_is_traded_once_and_the_question_asked_again(
    client: FlaskClient, gateway: GatewayDouble, make_token: Tokens
) -> None:
    fresh = make_token(900)
    gateway.replies["POST /api/v1/sessions/refresh"] = (200, session(fresh))
    gateway.replies["GET /api/v1/me"] = lambda asked: (
        (200, account()) if bearer(asked).endswith(fresh) else (401, {"code": "token_stale"})
    )
    client.get("/_enter/600")
    assert client.get("/_mine").status_code == 200


def test_a_refused_refresh_signs_out(client: FlaskClient, gateway: GatewayDouble) -> None:
    gateway.replies["POST /api/v1/sessions/refresh"] = (401, {"code": "token_invalid"})
    client.get("/_enter/5")
    answer = client.get("/_mine")
    assert answer.status_code == 302
    assert client.get_cookie("capco_refresh") is None


def test_a_resting_identity_signs_nobody_out(client: FlaskClient, gateway: GatewayDouble) -> None:
    gateway.replies["POST /api/v1/sessions/refresh"] = (503, {"code": "unavailable"})
    gateway.replies["GET /api/v1/me"] = (503, {"code": "unavailable"})
    client.get("/_enter/5")
    answer = client.get("/_mine")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "7"
    kept = client.get_cookie("capco_refresh")
    assert kept is not None
    assert kept.value == "refresh-1"


def test_two_pages_at_once_share_one_refresh(app: Flask, gateway: GatewayDouble, make_token: Tokens) -> None:
    gateway.replies["POST /api/v1/sessions/refresh"] = (200, session(make_token(900)))
    gateway.replies["GET /api/v1/me"] = (200, account())
    first, second = app.test_client(), app.test_client()
    for browser in (first, second):
        browser.get("/_enter/5")
    assert {browser.get("/_mine").status_code for browser in (first, second)} == {200}
    assert [asked.path for asked in gateway.asked].count("/api/v1/sessions/refresh") == 1


def test_cookies_are_closed_to_scripts_and_bound_to_https(gateway: GatewayDouble, make_token: Tokens) -> None:
    app = create_app(Config(gateway_url=gateway.url, public_url="https://participer.example"))

    @app.get("/_enter")
    def enter() -> str:
        open_session({"access_token": make_token(600), "refresh_token": "r"})
        return ""

    answer = app.test_client().get("/_enter", base_url="https://participer.example")
    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 3
    for cookie in cookies:
        assert cookie.startswith("__Host-capco_")
        assert "; Secure" in cookie
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_a_refusal_carries_its_code_and_details(app: Flask, gateway: GatewayDouble) -> None:
    refused = {"code": "closed", "detail": "Fermé.", "closed_at": "2026"}
    gateway.replies["POST /api/v1/contributions/42/arguments"] = (409, refused)
    with app.test_request_context("/"), pytest.raises(Refusal) as caught:
        api(debate.add_argument, contribution_id=42, side="for", body="Oui.")
    refusal = caught.value
    assert (refusal.code, refusal.status, refusal.detail) == ("closed", 409, "Fermé.")
    assert refusal.details == {"closed_at": "2026"}


def test_a_gateway_that_is_not_there_is_a_pause() -> None:
    app = create_app(Config(gateway_url="http://127.0.0.1:9"))
    with app.test_request_context("/"), pytest.raises(Unavailable):
        api(projects.list_projects)

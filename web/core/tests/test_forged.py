"""What a stranger puts into addresses and cookies is never an error of ours."""

import base64

import pytest
from flask.testing import FlaskClient

from web.core.notices import NOTICE
from web.core.session import ACCESS, CSRF

DEEP = base64.urlsafe_b64encode(b'{"exp":' + b"[" * 2_500 + b"]" * 2_500 + b"}").decode().rstrip("=")
UNREADABLE = ["http://[::1", "//[x/", "http://[", "https://[v1.x]:99999/"]


@pytest.mark.parametrize("address", UNREADABLE)
def test_an_address_to_go_on_to_that_cannot_be_read_leads_home(client: FlaskClient, address: str) -> None:
    """A15"""
    assert client.get("/langue/en", query_string={"next": address}).location == "/"
    assert client.get("/langue/en", headers={"Referer": address}).location == "/"
    assert client.get("/connexion", query_string={"next": address}).status_code == 200


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (CSRF, "zz"),
        (CSRF, "\u00e9"),
        (ACCESS, f"e30.{DEEP}.e30"),
        (ACCESS, "a.b.c"),
        (NOTICE, DEEP),
        (NOTICE, "x"),
    ],
    ids=["proof", "accent", "deep token", "token", "deep notice", "notice"],
)
def test_a_cookie_of_somebody_else_s_making_is_no_error(client: FlaskClient, name: str, value: str) -> None:
    """A08, A15: a proof that is no number, a token as deep as can be."""
    cookie = {"Cookie": f"{name}={value}; __Host-{name}={value}"}
    assert client.get("/connexion", headers=cookie).status_code == 200
    assert client.post("/connexion", headers=cookie, data={"csrf_token": "\u00e9"}).status_code == 403

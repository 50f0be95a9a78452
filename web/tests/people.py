"""What identity answers about one person, for the pages of signing in and of the account."""

import re
from typing import Any

from flask.testing import FlaskClient

ORGANISATION = "0a0a0a0a-0000-4000-8000-000000000001"
PROJECT = "0a0a0a0a-0000-4000-8000-000000000002"
STEP = "0a0a0a0a-0000-4000-8000-000000000003"
SECTIONS = [f"0a0a0a0a-0000-4000-8000-00000000010{n}" for n in range(3)]
REFUSED = {"code": "link_expired", "detail": "Ce lien a expiré ou a déjà servi."}


def account(**more: Any) -> dict[str, Any]:
    return {
        "id": "account-1",
        "email": "ada@exemple.fr",
        "email_confirmed": True,
        "pending_email": None,
        "display_name": "Ada",
        "language": "fr",
        "birth_on": "1990-05-03",
        "postcode": "44000",
        "participant_types": {},
        "grants": [],
        "created_at": "2026-11-01T10:00:00+00:00",
        "version": 1,
    } | more


def session(token: str) -> dict[str, Any]:
    return {
        "access_token": token,
        "access_token_expires_at": "2026-11-28T10:15:00+00:00",
        "refresh_token": "refresh-2",
        "session_id": "s-2",
        "account": account(),
    }


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page, read as a browser would send them."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {
        name: value.replace("&#34;", '"').replace("&amp;", "&").replace("&#39;", "'") for name, value in found
    }


def sign_in(client: FlaskClient, token: str) -> None:
    client.set_cookie("capco_access", token, domain="localhost")
    client.set_cookie("capco_refresh", "refresh-1", domain="localhost")


def post(client: FlaskClient, path: str, page_of: str = "", **fields: Any) -> Any:
    """Send a page's form as its reader would: with what the page hides, and what they type."""
    page = client.get(page_of or path).get_data(as_text=True)
    return client.post(path, data=hidden(page) | fields)

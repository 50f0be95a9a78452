"""People who register, confirm by the mail they got, and take part."""

import re
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import requests

from tests.suite.api import Api

PASSWORD = "cheval agrafe batterie pluie 42"
TERMS = "2026-11"
SECRET_IN_MAIL = re.compile(r"/lien/([a-z-]+)/([A-Za-z0-9_-]{20,})")


class Mails:
    """The catcher of everything the suite sends."""

    def __init__(self, address: str) -> None:
        self.address = address

    def to(self, recipient: str, after: str = "") -> list[dict[str, Any]]:
        """The newest first; only those after the message of that id, if one is named."""
        asked = {"to": recipient, "after": after}
        answer = requests.get(f"{self.address}/api/messages", params=asked, timeout=10)
        answer.raise_for_status()
        messages: list[dict[str, Any]] = answer.json()
        return messages

    def secret(self, recipient: str, kind: str, seconds: float = 90) -> str:
        """The secret of the link of that kind in the newest mail that has one. Raises AssertionError."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for message in self.to(recipient):
                for found, secret in SECRET_IN_MAIL.findall(str(message)):
                    if found == kind:
                        return str(secret)
            time.sleep(0.2)
        raise AssertionError(f"no {kind} mail came")


@dataclass
class Person:
    """Someone with an account, signed in."""

    api: Api
    email: str
    account: dict[str, Any]
    refresh_token: str
    _renewing: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.api.on_stale = self.renew

    @property
    def id(self) -> str:
        return str(self.account["id"])

    def renew(self) -> None:
        """Have a new access token, with the rights of now."""
        with self._renewing:  # a refresh token is good once: two threads must not use the same
            stranger = self.api.as_person(None)
            self._take(stranger.post("/sessions/refresh", {"refresh_token": self.refresh_token}))

    def _take(self, session: dict[str, Any]) -> None:
        self.api.token = session["access_token"]
        self.refresh_token = session["refresh_token"]
        self.account = session["account"]

    def confirm(self, mails: Mails) -> None:
        """Use the link of the confirmation mail."""
        self.api.post("/accounts/confirmations", {"token": mails.secret(self.email, "email-confirmation")})
        self.renew()


def register(api: Api, name: str, email: str | None = None, **more: Any) -> Person:
    """A new person, not confirmed yet."""
    email = email or f"{uuid.uuid4().hex[:12]}@exemple.fr"
    body = {
        "email": email, "password": PASSWORD, "display_name": name, "terms_accepted": True, "terms_version": TERMS, **more
    }  # fmt: skip
    return person_of(api, email, api.post("/accounts", body))


def sign_in(api: Api, email: str, password: str = PASSWORD) -> Person:
    return person_of(api, email, api.post("/sessions", {"email": email, "password": password}))


def person_of(api: Api, email: str, session: dict[str, Any]) -> Person:
    return Person(api.as_person(session["access_token"]), email, session["account"], session["refresh_token"])


def invite(organiser: Person, mails: Mails, organisation_id: str, guest: Person, role: str) -> None:
    """Give someone a role by invitation, as the pages do."""
    organiser.api.post(f"/organisations/{organisation_id}/invitations", {"email": guest.email, "role": role})
    guest.api.post("/invitations/acceptance", {"token": mails.secret(guest.email, "invitation")})
    guest.renew()

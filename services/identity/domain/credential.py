"""Secrets that travel by mail: one purpose each, used once, short-lived, only their hash kept."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

LIFETIMES = {
    "email_confirmation": timedelta(days=7),
    "already_registered": timedelta(days=7),
    "password_reset": timedelta(hours=1),
    "magic_link": timedelta(minutes=15),
    "email_change": timedelta(hours=1),
    "invitation": timedelta(days=7),
    "email_changed": timedelta(days=7),
    "password_changed": timedelta(days=7),
}


@dataclass(frozen=True)
class Credential:
    """A mail asked for. Without account and invitation it is the twin of a real one: nobody is written to.

    `device` is the browser that did what the mail tells of, in a few words.
    """

    id: UUID
    kind: str
    account_id: UUID | None
    invitation_id: UUID | None
    address: str | None = field(repr=False)
    expires_at: datetime
    used_at: datetime | None = None
    cancelled_at: datetime | None = None
    requested_at: datetime | None = None
    device: str | None = None

    def is_open(self, now: datetime) -> bool:
        return self.used_at is None and self.cancelled_at is None and now < self.expires_at

    @property
    def has_addressee(self) -> bool:
        return self.address is not None and (self.account_id is not None or self.invitation_id is not None)


@dataclass(frozen=True)
class MailContent:
    """What a mail needs when it is sent. `wanted` false: nothing is to be sent any more."""

    wanted: bool
    address: str | None = field(default=None, repr=False)
    language: str | None = None
    display_name: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None
    organisation_name: str | None = None
    organisation_contact: str | None = None
    role: str | None = None
    happened_at: datetime | None = None
    device: str | None = None


def new_secret() -> str:
    """256 random bits, as text for a link."""
    return secrets.token_urlsafe(32)


def hash_secret(secret: str) -> bytes:
    """SHA-256; fast is enough for what nobody can guess."""
    return hashlib.sha256(secret.encode()).digest()

"""An account, what its owner may say of themselves, and how addresses are compared."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from contracts.normalisation import comparable_email
from contracts.refused import Refused
from identity.domain.grant import Grant

OLDEST_YEARS = 130
PASSWORD_LEAST = 12
# Of the postcodes of the world each has a digit, and none more than four letters in a row (FIQQ 1ZZ).
POSTCODE = re.compile(r"(?=.*[0-9])(?!.*[A-Z]{5})[0-9A-Z][0-9A-Z -]{0,9}")
DEVICE = re.compile(r"[A-Za-z][A-Za-z, ]{0,39}")
LINK = re.compile(r"://|www\.|\w\.\w{2,}|@", re.IGNORECASE)


@dataclass(frozen=True)
class Account:
    """`email` is normalised; only a confirmed one is unique."""

    id: UUID
    email: str = field(repr=False)
    email_confirmed_at: datetime | None
    pending_email: str | None = field(repr=False)
    display_name: str = field(repr=False)
    language: str
    birth_on: date | None = field(repr=False)
    postcode: str | None = field(repr=False)
    password_hash: str = field(repr=False)
    created_at: datetime
    version: int = 1

    @property
    def email_confirmed(self) -> bool:
        return self.email_confirmed_at is not None


@dataclass(frozen=True)
class Standing:
    """What an account is and may do where: its roles, and its participant type by organisation."""

    grants: tuple[Grant, ...] = ()
    participant_types: Mapping[UUID, UUID] = field(default_factory=dict)


@dataclass(frozen=True)
class Profile(Account):
    """An account with its standing, as its owner sees it."""

    grants: tuple[Grant, ...] = ()
    participant_types: Mapping[UUID, UUID] = field(default_factory=dict)


def normalise_email(email: str) -> str:
    """The form in which addresses are kept and compared."""
    return comparable_email(email)


def mask_email(email: str) -> str:
    """Enough to recognise an address one knows: `c***@example.org`."""
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}***@{domain}"


def name_for_mail(display_name: str) -> str | None:
    """The name, unless it could pass for a link: whoever registers chooses it, and someone else may get the
    mail.
    """
    return None if LINK.search(display_name) else display_name


def device_for_mail(device: str) -> str | None:
    """« Firefox, Windows »; nothing for what is not a few plain words, since whoever acts chooses it and the owner
    reads it.
    """
    plain = DEVICE.fullmatch(device) and not LINK.search(device)
    return device if plain else None


def complaints_of_details(details: Mapping[str, Any], today: date) -> dict[str, list[str]]:
    """What is wrong with `birth_on` and `postcode`, where given."""
    complaints = {}
    born, postcode = details.get("birth_on"), details.get("postcode")
    if born is not None and age_on(born, today) < 0:
        complaints["birth_on"] = ["birth_to_come"]
    elif born is not None and age_on(born, today) > OLDEST_YEARS:
        complaints["birth_on"] = [f"birth_too_long_ago:{OLDEST_YEARS}"]
    if postcode is not None and not POSTCODE.fullmatch(normalise_postcode(postcode)):
        complaints["postcode"] = ["invalid_postcode"]
    return complaints


def checked_details(details: Mapping[str, Any], today: date) -> dict[str, Any]:
    """`birth_on` and `postcode` of `details`, where given, in their stored form. Raises
    Refused(invalid_input).
    """
    complaints = complaints_of_details(details, today)
    if complaints:
        raise Refused(fields=complaints)
    postcode = details.get("postcode")
    return {**details, "postcode": normalise_postcode(postcode)} if postcode is not None else dict(details)


def normalise_postcode(postcode: str) -> str:
    """As it is kept and shown: what is typed, without signs that nobody sees, in plain digits and capitals."""
    seen = "".join(c for c in unicodedata.normalize("NFKC", postcode) if unicodedata.category(c) != "Cf")
    return " ".join(seen.upper().split())


def age_on(birth_on: date, today: date) -> int:
    """Whole years; someone born on 29 February has their birthday on 1 March of other years."""
    return today.year - birth_on.year - ((today.month, today.day) < (birth_on.month, birth_on.day))

"""Client organisations, their participant types and groups."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.normalisation import slug
from contracts.refused import Refused

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 80


@dataclass(frozen=True)
class Organisation:
    """`small_group_size`: no figure about fewer people is shown."""

    id: UUID
    slug: str
    name: str
    kind: str
    colour: str | None
    website: str | None
    small_group_size: int
    created_at: datetime
    version: int = 1
    contact_email: str | None = None
    phone: str | None = None
    postal_address: str | None = None
    publication_director: str | None = None


@dataclass(frozen=True)
class ParticipantType:
    """What an organisation calls a kind of participant. A retired one is not offered any more."""

    id: UUID
    organisation_id: UUID
    label_fr: str
    label_en: str
    retired: bool = False
    version: int = 1


@dataclass(frozen=True)
class Group:
    """A named list of addresses; the accounts that confirmed one of them are in it."""

    id: UUID
    organisation_id: UUID
    name: str
    members: int
    created_at: datetime


def checked_slug(given: str) -> str:
    """Raises Refused(invalid_input)."""
    complaints = complaints_of_slug(given)
    if complaints:
        raise Refused(fields=complaints)
    return given


def complaints_of_slug(given: str | None) -> dict[str, list[str]]:
    """A slug has lower-case letters, digits and single hyphens, and is never like an id."""
    fits = given is None or (SLUG.fullmatch(given) and not is_id(given))
    return {} if fits else {"slug": ["invalid_slug"]}


def slug_of(name: str) -> str:
    """A slug made of a name: `Ville de Créteil` → `ville-de-creteil`, never like an id."""
    made = slug(name, LONGEST_SLUG - 5, "organisation")
    return f"organisation-{made}"[: LONGEST_SLUG - 5] if is_id(made) else made


def is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True

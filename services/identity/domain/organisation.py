"""Client organisations, their participant types and groups."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

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


def checked_slug(slug: str) -> str:
    """Raises Refused(invalid_input): lower-case letters, digits and single hyphens, and never like an id."""
    if not SLUG.fullmatch(slug) or is_id(slug):
        raise Refused(fields={"slug": ["invalid"]})
    return slug


def slug_of(name: str) -> str:
    """A slug made of a name: `Ville de Créteil` → `ville-de-creteil`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain))[: LONGEST_SLUG - 5].strip("-")
    return slug if slug and not is_id(slug) else f"organisation-{slug}".rstrip("-")[: LONGEST_SLUG - 5]


def is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True

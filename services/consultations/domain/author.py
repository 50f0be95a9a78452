"""Who wrote or votes, as this service knows them from their assertions."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Participant:
    """Someone who acts. `confirmed`: their address is, as far as their assertion knows.

    `type_id` is their participant type in the organisation concerned.
    """

    id: UUID
    name: str = ""
    confirmed: bool = False
    type_id: UUID | None = None


@dataclass(frozen=True)
class Author:
    """A public name and badge.

    Without `account_id`: someone without an account, whom a facilitator typed for. `age_band` is of the contract's first
    version, and told of nobody: an age stands in figures and exports, never beside a name.
    """

    account_id: UUID | None
    display_name: str
    type_id: UUID | None = None
    type_label_fr: str | None = None
    type_label_en: str | None = None
    age_band: str | None = None

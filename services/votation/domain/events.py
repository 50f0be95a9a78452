"""What happened to a votation, before it is a fact."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from votation.domain.votation import Votation

Plain = Literal["changed", "opened", "suspended", "resumed", "closed", "counted", "cancelled", "destroyed"]


@dataclass(frozen=True)
class Happened:
    """Something whose only news is that it happened."""

    what: Plain
    votation: Votation


@dataclass(frozen=True)
class Announced:
    votation: Votation


@dataclass(frozen=True)
class Extended:
    votation: Votation


@dataclass(frozen=True)
class TurnoutReached:
    votation: Votation
    signed_at_least: int


@dataclass(frozen=True)
class Proclaimed:
    votation: Votation


@dataclass(frozen=True)
class MailingDue:
    votation: Votation
    mailing_id: UUID
    kind: str
    expires_at: datetime


Event = Happened | Announced | Extended | TurnoutReached | Proclaimed | MailingDue

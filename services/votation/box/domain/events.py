"""What happened to a box, before it is a fact."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class EpochClosed:
    votation_id: UUID
    organisation_id: UUID
    number: int
    root: str


@dataclass(frozen=True)
class Counted:
    votation_id: UUID
    organisation_id: UUID
    epochs: int

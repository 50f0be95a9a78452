"""A box as it is kept, and a ballot on its way into it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

State = Literal["prepared", "open", "closed", "counted", "destroyed"]


@dataclass(frozen=True)
class Box:
    votation_id: UUID
    organisation_id: UUID
    state: State
    manifest: str | None
    manifest_hash: str | None
    sealed_length: int | None
    batch: int | None
    root: str | None
    epochs: int
    ballots: int

    def rules(self) -> Any:
        """The manifest, of a box that has one."""
        assert self.manifest is not None  # noqa: S101 - an open box has one
        return json.loads(self.manifest)


@dataclass(frozen=True)
class Intake:
    """A ballot on its way. `accepted` once the register took its right."""

    right_hash: bytes
    votation_id: UUID
    sealed: bytes
    ballot_hash: bytes
    by_server: bool
    cell: str | None
    accepted: bool
    claims: int
    tries: int


class BallotTaken(Exception):
    """The very same sealed ballot came with another right: a copy."""


@dataclass(frozen=True)
class Count:
    votation_id: UUID
    state: Literal["running", "failed", "done"]
    attempt: UUID
    progress: int
    error: str | None
    breakdown: str | None
    shares: Sequence[str] | None
    is_leased: bool


# The register's refusals after which a right can never be used any more.
FINAL_REFUSALS = frozenset({"right_not_valid", "closed", "cancelled"})

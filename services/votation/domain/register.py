"""A one-time right as the register holds it."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from contracts.refused import Refused
from votation.domain.lifecycle import Poll, State

RIGHT_BYTES = 32
SALT_BYTES = 16


@dataclass(frozen=True)
class LockedRight:
    """A right and the votation it is for. It does not say whose it is."""

    consumed: bool
    issued_at: datetime
    cell: str
    state: State
    opens_at: datetime
    closes_at: datetime
    grace_seconds: int

    @property
    def poll(self) -> Poll:
        return Poll(self.state, self.opens_at, self.closes_at, self.grace_seconds)


@dataclass(frozen=True)
class Issued:
    """What an elector's right is made from, and whether it was used."""

    salt: bytes | None = field(repr=False)
    consumed: bool


def new_right() -> bytes:
    return secrets.token_bytes(RIGHT_BYTES)


def new_salt() -> bytes:
    """What a right is made from, random: it goes with the right, which nobody can make again then."""
    return secrets.token_bytes(SALT_BYTES)


def lock_of(elector_id: UUID) -> str:
    """Held by whoever hands this elector a right, so that two who ask at once get the same."""
    return f"right:{elector_id}"


def hash_of(right: bytes) -> bytes:
    return hashlib.sha256(right).digest()


def hash_from(text: str) -> bytes:
    """The hash of a right as it is sent. Raises Refused(right_not_valid) for what is none."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise Refused("right_not_valid") from None

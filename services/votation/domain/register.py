"""A one-time right as the register holds it."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from votation.domain.lifecycle import Poll, State

RIGHT_BYTES = 32


@dataclass(frozen=True)
class HeldRight:
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


def new_right() -> bytes:
    return secrets.token_bytes(RIGHT_BYTES)


def hash_of(right: bytes) -> bytes:
    return hashlib.sha256(right).digest()

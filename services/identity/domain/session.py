"""A signed-in session and the rotation of its refresh tokens."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from identity.domain.account import Profile

IDLE_LIFE = timedelta(days=30)
LONGEST_LIFE = timedelta(days=90)
GRACE = timedelta(seconds=30)

Verdict = Literal["rotate", "sibling", "reused"]


@dataclass(frozen=True)
class Session:
    """`generation` counts rotations; the current one began at `rotated_at`."""

    id: UUID
    account_id: UUID
    device: str
    started_at: datetime
    last_used_at: datetime
    ended_at: datetime | None = None
    generation: int = 0
    rotated_at: datetime | None = None

    def is_live(self, now: datetime) -> bool:
        return (
            self.ended_at is None
            and now < self.last_used_at + IDLE_LIFE
            and now < self.started_at + LONGEST_LIFE
        )

    def judge(self, generation: int, now: datetime) -> Verdict:
        """What a token of `generation` is good for.

        The one before the current may come again for 30 seconds, from a client that never got the answer,
        and then gets a sibling of the current one; anything older, or later, is a stolen copy.
        """
        if generation == self.generation:
            return "rotate"
        lately = self.rotated_at is not None and now < self.rotated_at + GRACE
        return "sibling" if generation == self.generation - 1 and lately else "reused"


@dataclass(frozen=True)
class SignedIn:
    """A session with the refresh token made just now, kept nowhere."""

    session: Session
    refresh_token: str
    account: Profile

"""The time, as a part that tests replace. Rules with a window use the database's time, not this one.

No two machines' clocks are compared: a machine's own may be wrong by minutes. What is left of a deadline travels as a
duration; where an instant must be read (when a token ends), each process counts on from what its database said, and
the gateway, which has none, from what identity said, who signs the tokens.
"""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime: ...


class FrozenClock:
    """A clock that moves when told to."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def move(self, by: timedelta) -> None:
        self.moment += by


LEARNT_FOR_SECONDS = 20.0
SLOWEST_ANSWER_SECONDS = 1.0


class ReferenceClock:
    """Seconds of the epoch as someone else's clock tells them, counted on by this machine's monotonic clock.

    Until it was told, and only until then, this machine's own clock.
    """

    def __init__(self) -> None:
        self._origin: float | None = None
        self._due_at = 0.0

    def seconds(self) -> float:
        return time.time() if self._origin is None else self._origin + time.monotonic()

    def now(self) -> datetime:
        """The same as an instant."""
        return datetime.fromtimestamp(self.seconds(), UTC)

    @property
    def is_due(self) -> bool:
        """Whether it is time to ask again: clocks drift, and are set."""
        return time.monotonic() >= self._due_at

    def learn(self, seconds: float, asked_at: float) -> None:
        """`seconds` were answered just now to who asked at `asked_at` (monotonic). What came late is not believed."""
        heard_at = time.monotonic()
        if heard_at - asked_at <= SLOWEST_ANSWER_SECONDS:
            self._origin, self._due_at = seconds - heard_at, heard_at + LEARNT_FOR_SECONDS


REFERENCE = ReferenceClock()

"""When a step takes writing: half-open [opens_at, closes_at), always judged by the database's time."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from contracts.refused import Refused

ClockState = Literal["undated", "upcoming", "open", "closed"]
THIS_MINUTE = timedelta(minutes=1)  # forms are filled in to the minute


@dataclass(frozen=True)
class Window:
    """The opening instant is in, the closing instant is out. With an end missing nobody writes."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.opens_at is not None and self.closes_at is not None and self.opens_at >= self.closes_at:
            raise Refused("window_reversed", fields={"closes_at": ["window_reversed"]})

    @property
    def is_dated(self) -> bool:
        return self.opens_at is not None and self.closes_at is not None

    def state(self, now: datetime) -> ClockState:
        """Read off the clock.

        An end that is missing leaves the step undated, unless the other end settles it.
        """
        if self.closes_at is not None and now >= self.closes_at:
            return "closed"
        if self.opens_at is not None and now < self.opens_at:
            return "upcoming"
        return "open" if self.is_dated else "undated"

    def is_open(self, now: datetime) -> bool:
        return self.state(now) == "open"

    def moved_to(self, after: "Window", now: datetime) -> "Window":
        """The window after a move: an end in the minute that runs is now.

        What was written in time stays so: once open, no end is set back before now. Raises Refused(end_has_passed).
        """
        end, opened = after.closes_at, self.opens_at is not None and self.opens_at <= now
        if not opened or end is None or end == self.closes_at or end > now:
            return after
        if end <= now - THIS_MINUTE:
            raise Refused("end_has_passed", fields={"closes_at": ["end_has_passed"]})
        return replace(after, closes_at=now)

    def require_open(self, now: datetime) -> None:
        """Raises Refused: not_open_yet before opening or while undated, closed from the closing instant."""
        state = self.state(now)
        if state == "closed":
            raise Refused("closed", closes_at=_iso(self.closes_at))
        if state != "open":
            raise Refused("not_open_yet", opens_at=_iso(self.opens_at))


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()

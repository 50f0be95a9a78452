"""The states of a votation and the only ways between them (the table of docs/votation.md)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from contracts.refused import Refused

State = Literal[
    "draft", "ready", "keyed", "sealed", "open", "suspended", "closing", "closed", "counted", "proclaimed",
    "archived", "destroyed", "cancelled",
]  # fmt: skip
Event = Literal[
    "freeze", "edit", "ceremony", "seal", "open", "suspend", "resume", "closing_time", "close", "count", "proclaim",
    "archive", "destroy", "cancel",
]  # fmt: skip

BEFORE_COUNT: tuple[State, ...] = (
    "draft",
    "ready",
    "keyed",
    "sealed",
    "open",
    "suspended",
    "closing",
    "closed",
    "counted",
)
TABLE: dict[tuple[State, Event], State] = {
    ("draft", "freeze"): "ready",
    ("ready", "edit"): "draft",
    ("keyed", "edit"): "draft",
    ("ready", "ceremony"): "keyed",
    ("keyed", "seal"): "sealed",
    ("sealed", "open"): "open",
    ("open", "suspend"): "suspended",
    ("closing", "suspend"): "suspended",
    ("suspended", "resume"): "open",
    ("open", "closing_time"): "closing",
    ("closing", "close"): "closed",
    ("closed", "count"): "counted",
    ("counted", "proclaim"): "proclaimed",
    ("proclaimed", "archive"): "archived",
    ("archived", "destroy"): "destroyed",
    **{(state, "cancel"): "cancelled" for state in BEFORE_COUNT},
}
# What one is told who asks for an event that the present state does not know.
REFUSES: dict[Event, str] = {
    "freeze": "rules_frozen",
    "edit": "rules_frozen",
    "ceremony": "not_ready",
    "seal": "not_keyed",
    "suspend": "not_open",
    "resume": "not_suspended",
    "count": "not_closed",
    "proclaim": "not_counted",
    "archive": "not_proclaimed",
    "destroy": "not_archived",
    "cancel": "result_frozen",
}
FROZEN_AFTER: frozenset[State] = frozenset(TABLE.values()) - {"draft", "ready", "keyed"}
ANNOUNCED: frozenset[State] = FROZEN_AFTER
VOTING: frozenset[State] = frozenset({"open", "suspended", "closing"})
OVER: frozenset[State] = frozenset({"closed", "counted", "proclaimed", "archived", "destroyed", "cancelled"})
PROCLAIMED: frozenset[State] = frozenset({"proclaimed", "archived", "destroyed"})


def after(state: State, event: Event) -> State:
    """The state that follows. Raises Refused when the table has no such way."""
    following = TABLE.get((state, event))
    if following is None:
        raise Refused(_refusal(state, event))
    return following


def _refusal(state: State, event: Event) -> str:
    if state == "cancelled":
        return "cancelled"
    if state in FROZEN_AFTER and event in ("ceremony", "seal"):
        return "rules_frozen"
    if state in PROCLAIMED and event == "proclaim":
        return "result_frozen"
    return REFUSES.get(event, "not_open")


@dataclass(frozen=True)
class Poll:
    """When one may vote: the stored state and the window [opens_at, closes_at), read off the database's clock."""

    state: State
    opens_at: datetime | None
    closes_at: datetime | None
    grace_seconds: int

    @property
    def grace_ends_at(self) -> datetime:
        assert self.closes_at is not None  # noqa: S101 - sealed votations have a window
        return self.closes_at + timedelta(seconds=self.grace_seconds)

    def due(self, now: datetime) -> Event | None:
        """What the clock has brought about and nobody has written down yet."""
        if self.state == "sealed" and self.opens_at is not None and now >= self.opens_at:
            return "open"
        if self.state == "open" and self.closes_at is not None and now >= self.closes_at:
            return "closing_time"
        return None

    def state_at(self, now: datetime) -> State:
        """The state as the clock has it, whether or not it was written down."""
        state, event = self.state, self.due(now)
        while event is not None:
            state = after(state, event)
            event = Poll(state, self.opens_at, self.closes_at, self.grace_seconds).due(now)
        return state

    def is_over(self, now: datetime) -> bool:
        """Whether no right can be used any more: the grace is over."""
        return self.state_at(now) == "closing" and now >= self.grace_ends_at

    def require_open(self, now: datetime) -> None:
        """For a new right. Raises Refused: not_open_yet, closed, suspended, cancelled."""
        state = self.state_at(now)
        if state == "open":
            return
        if state in ("suspended", "cancelled"):
            raise Refused(state)
        if state in ("closing", *OVER):
            raise Refused("closed", closes_at=_iso(self.closes_at))
        raise Refused("not_open_yet", opens_at=_iso(self.opens_at))

    def require_usable(self, now: datetime, issued_at: datetime) -> None:
        """For using a right: while open, or in the grace if it was issued before closing."""
        in_grace = (
            self.state_at(now) == "closing"
            and self.closes_at is not None
            and issued_at < self.closes_at
            and now < self.grace_ends_at
        )
        if not in_grace:
            self.require_open(now)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()

"""What the audit log says of the votation's course, held against the state table, the clock and the other files.

The log of a manifest of version 1 was not anchored: of it only the chain, ties and minutes are looked at.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from contracts.refused import Refused
from votation.domain import audit_chain, lifecycle

EVENTS: dict[str, lifecycle.Event] = {
    "frozen": "freeze",
    "reopened": "edit",
    "ceremony": "ceremony",
    "sealed": "seal",
    "opened": "open",
    "suspended": "suspend",
    "resumed": "resume",
    "closing": "closing_time",
    "closed": "close",
    "counted": "count",
    "proclaimed": "proclaim",
    "archived": "archive",
    "destroyed": "destroy",
    "cancelled": "cancel",
}
ONE_DAY = timedelta(days=1)  # register and box read different clocks, and a batch says its day alone


class IrregularError(ValueError):
    """An entry that cannot stand where it is. `code` says why, `seq` which."""

    def __init__(self, code: str, seq: int) -> None:
        super().__init__(f"audit entry {seq}: {code}")
        self.code, self.seq = code, seq


class LogTrace:
    """Hears the entries in order. Raises IrregularError where an act is not the next of the state table."""

    def __init__(self) -> None:
        self.state: lifecycle.State = "draft"
        self.seq_of: dict[str, int] = {}
        self.details: dict[str, Mapping[str, Any]] = {}  # of the last entry of each act
        self.at: dict[str, datetime] = {}
        self._last = datetime.min.replace(tzinfo=UTC)

    def hear(self, entry: Mapping[str, Any]) -> None:
        seq, act = entry["seq"], entry["act"]
        at = datetime.fromisoformat(entry["at"])
        if (act == "created") != (seq == 1):
            raise IrregularError("order", seq)
        if seq > 1 and at < self._last:
            raise IrregularError("backwards", seq)
        self._last, self.seq_of[entry["hash"]] = at, seq
        if self.state == "proclaimed":
            raise IrregularError("after_proclaimed", seq)
        if act in EVENTS:
            self._pass(EVENTS[act], seq)
        self.details[act], self.at[act] = entry["details"], at

    def _pass(self, event: lifecycle.Event, seq: int) -> None:
        try:
            self.state = lifecycle.after(self.state, event)
        except Refused as refused:
            raise IrregularError("order", seq) from refused

    def says(self, act: str, name: str) -> object:
        return self.details.get(act, {}).get(name)

    def closes_at(self, manifest: Mapping[str, Any]) -> datetime:
        """As announced, or as put off."""
        put_off = self.says("extended", "closes_at")
        return datetime.fromisoformat(
            put_off if isinstance(put_off, str) else manifest["window"]["closes_at"]
        )

    def too_early(self, manifest: Mapping[str, Any]) -> str | None:
        """The act that was entered before its time: opening, closing time, closing when the grace was over."""
        window = manifest["window"]
        closes_at = self.closes_at(manifest)
        announced = datetime.fromisoformat(window["closes_at"])
        due = {
            "opened": datetime.fromisoformat(window["opens_at"]),
            "closing": max(closes_at, announced),  # it may be put off, never brought forward
            "closed": max(closes_at, announced) + timedelta(seconds=window["grace_seconds"]),
        }
        # Entries are to the second, cut off.
        return next((act for act, at in due.items() if self.at[act] < at.replace(microsecond=0)), None)

    def days_of_batches(self, manifest: Mapping[str, Any]) -> tuple[date, date]:
        """The first and last day on which a batch may have come to the board."""
        opens_at = datetime.fromisoformat(manifest["window"]["opens_at"])
        return (opens_at - ONE_DAY).date(), (self.at["closed"] + ONE_DAY).date()


def manifest_sealed(trace: LogTrace) -> object:
    return trace.says("sealed", "manifest")


def minutes_hash(trace: LogTrace) -> object:
    return trace.says(audit_chain.MINUTES_SIGNED, "sha256")

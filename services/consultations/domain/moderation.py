"""Reports, what a moderator decides, appeals, and the signals that only flag."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from contracts.refused import Refused

STATE_AFTER = {"trash": "trashed", "hide": "hidden"}
MOST_LINKS = 3
SHOUTED_FROM = 20  # letters
QUICK = timedelta(seconds=5)
LINK = re.compile(r"https?://|www\.", re.IGNORECASE)


@dataclass(frozen=True)
class Target:
    """A contribution, argument or source as a moderator meets it."""

    target: str
    target_id: UUID
    organisation_id: UUID
    project_id: UUID
    step_id: UUID
    contribution_id: UUID
    author_id: UUID | None
    state: str
    confirmed: bool
    cleared: bool
    version: int
    visibility: str
    group_id: UUID | None
    side: str | None = None
    version_of: UUID | None = None


@dataclass(frozen=True)
class Act:
    """What was decided on one thing."""

    target: str
    target_id: UUID
    decision: str
    reason: str
    decided_at: datetime


@dataclass(frozen=True)
class Changed:
    """A thing that is not what a moderator read: as it is now, with the latest decision on it."""

    target: str
    target_id: UUID
    version: int
    state: str
    decision: str | None


@dataclass(frozen=True)
class Report:
    reason: str
    details: str
    reported_at: datetime


@dataclass(frozen=True)
class WorkItem:
    """One line of the work list, with everything a moderator needs to decide."""

    id: UUID
    project_id: UUID
    step_id: UUID
    target: str
    target_id: UUID
    contribution_id: UUID
    title: str
    body: str
    author_name: str
    state: str
    reports: int
    reasons: tuple[str, ...]
    latest_reports: tuple[Report, ...]
    flags: tuple[str, ...]
    appeal: str | None
    waiting_since: datetime
    version: int
    author_texts: int
    author_removed: int
    sort_key: tuple[object, ...] = field(default=(), repr=False, compare=False)


@dataclass(frozen=True)
class MyModerated:
    """One's own writing that was trashed or hidden."""

    target: str
    target_id: UUID
    title: str
    decision: str
    reason: str
    decided_at: datetime
    appealed: bool
    sort_key: tuple[object, ...] = field(default=(), repr=False, compare=False)


def state_after(decision: str, target: Target) -> str:
    """Where a decision leaves its target.

    Keeping publishes it, unless its author's address is unconfirmed still.
    """
    if decision in STATE_AFTER:
        # What was never in view is not put in the visible trash.
        return "trashed" if decision == "trash" and target.confirmed else "hidden"
    return "published" if target.confirmed else "unpublished"


def require_reason(decision: str, reason: str) -> None:
    """Raises Refused(reason_required) when something is taken away without saying why."""
    if decision != "keep" and not reason.strip():
        raise Refused("reason_required", fields={"reason": ["required"]})


def spam_flags(texts: Sequence[str], now: datetime, earlier: Collection[tuple[bool, datetime]]) -> list[str]:
    """Signals for a moderator's eye; nothing is ever refused or hidden for them.

    `earlier` says of what the author wrote lately whether it was the same text, and when.
    """
    text = "\n".join(texts)
    letters = [c for c in text if c.isalpha()]
    signals = {
        "links": len(LINK.findall(text)) > MOST_LINKS,
        "capitals": len(letters) >= SHOUTED_FROM and all(not c.islower() for c in letters),
        "repeated": any(same for same, _ in earlier),
        "very_fast": any(now - moment < QUICK for _, moment in earlier),
    }
    return [name for name, seen in signals.items() if seen]

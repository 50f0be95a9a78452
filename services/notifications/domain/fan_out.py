"""One thing that concerns many people, turned into messages in batches that resume where they stopped."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from notifications.domain.message import (
    CONFIRM_REMINDER,
    STEP_CLOSING_SOON,
    WINDOW_MOVED,
    Message,
    Window,
    new_message,
)

MOVED = "moved"
CLOSING = "closing"
BATCH = 1_000


@dataclass(frozen=True)
class Participant:
    """Someone who took part in a project, seen from one of its steps.

    `waits`: something of theirs in that step is unpublished until they confirm their address.
    """

    account_id: UUID
    in_step: bool
    waits: bool


@dataclass(frozen=True)
class FanOut:
    """A window that moved, or a step that closes soon. `after` is the last account turned into messages."""

    id: UUID
    cause: str
    kind: str
    organisation_id: UUID
    project_id: UUID
    step_id: UUID
    step_version: int
    window: Window
    closes_at_before: datetime | None = None
    after: UUID | None = None

    def message_for(self, participant: Participant) -> Message | None:
        """What this participant is to be told, if anything."""
        kind = self._kind_for(participant)
        if kind is None:
            return None
        return new_message(
            reminded_cause(self.step_id) if self.kind == CLOSING else self.cause,
            kind,
            account_id=participant.account_id,
            organisation_id=self.organisation_id,
            project_id=self.project_id,
            step_id=self.step_id,
            useless_after=self.window.closes_at if self.kind == CLOSING else None,
        )

    def _kind_for(self, participant: Participant) -> str | None:
        if self.kind == MOVED:
            return WINDOW_MOVED if participant.in_step else None
        if participant.waits:
            return CONFIRM_REMINDER
        return None if participant.in_step else STEP_CLOSING_SOON


def moved_cause(step_id: UUID, version: int) -> str:
    return f"moved:{step_id}:{version}"


def closing_cause(step_id: UUID, closes_at: datetime) -> str:
    """What is spread once per closing time: a step moved to another time is closed soon anew."""
    return f"closing:{step_id}:{int(closes_at.timestamp())}"


def reminded_cause(step_id: UUID) -> str:
    """What a reminder promises, "the only one for this step": one per person and step, whenever the step closes."""
    return f"closing:{step_id}"

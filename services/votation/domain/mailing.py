"""A letter to an elector, and whether there is still a reason to send it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

REMINDERS_APART = timedelta(hours=12)
ALONE_APART = timedelta(minutes=10)  # between letters that an organiser sends to one elector
# A letter not sent by then is worth nothing, nor an invitation that long after closing.
NO_LATER_THAN = timedelta(days=7)


@dataclass(frozen=True)
class Letter:
    id: UUID
    elector_id: UUID | None
    address: str | None = field(repr=False)
    kind: str
    votation_id: UUID
    expires_at: datetime
    account_id: UUID | None

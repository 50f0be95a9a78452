"""Letters of a votation, turned into messages slice by slice, by their ids and in no other order."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from notifications.domain.message import URGENT_KINDS, Message, new_message

SLICE = 500


@dataclass(frozen=True)
class Mailing:
    """Letters to electors, whom only votation knows. `after` is the last letter turned into a message."""

    id: UUID
    kind: str
    votation_id: UUID
    organisation_id: UUID
    project_id: UUID | None
    expires_at: datetime
    after: UUID | None = None

    @property
    def is_urgent(self) -> bool:
        return self.kind in URGENT_KINDS

    def is_over(self, now: datetime) -> bool:
        return now >= self.expires_at

    def message_for(self, letter_id: UUID) -> Message:
        return new_message(
            f"letter:{letter_id}",
            self.kind,
            letter_id=letter_id,
            votation_id=self.votation_id,
            organisation_id=self.organisation_id,
            project_id=self.project_id,
            useless_after=self.expires_at,
        )

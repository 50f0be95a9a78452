"""What a moderator decided."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Decision:
    """What was decided (`keep`, `trash`, `hide`) on which thing of whom."""

    fact_id: UUID
    organisation_id: UUID
    project_id: UUID
    step_id: UUID
    target: str
    target_id: UUID
    author_account_id: UUID | None
    decision: str
    after_appeal: bool

"""What someone looks for among the contributions of a step."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class ContributionQuery:
    """What is looked for in a step. `q` is a search as people type them; empty for everything."""

    step_id: UUID
    section_id: UUID | None = None
    answers: UUID | None = None
    type_id: UUID | None = None
    theme_id: UUID | None = None
    zone_id: UUID | None = None
    state: str = "published"
    sort: str = "votes"
    seed: str = ""
    q: str = ""

"""Sources that a contribution rests on."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from consultations.domain.author import Author


@dataclass(frozen=True)
class Source:
    """`votes` are those of others than its author."""

    id: UUID
    contribution_id: UUID
    title: str
    link: str
    category: str
    author: Author
    state: str
    body: str = ""
    votes: int = 0
    trash_reason: str | None = None
    published_at: datetime | None = None
    repeated: bool = False
    sort_key: tuple[object, ...] = field(default=(), repr=False, compare=False)

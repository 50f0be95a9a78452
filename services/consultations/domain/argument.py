"""Arguments for or against, and comments."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from consultations.domain.author import Author

COUNTERS = {"for": "arguments_for", "against": "arguments_against", "comment": "comments"}


@dataclass(frozen=True)
class Argument:
    """`side` is for, against or comment; `votes` are those of others than its author."""

    id: UUID
    contribution_id: UUID
    side: str
    body: str
    author: Author
    state: str
    votes: int = 0
    trash_reason: str | None = None
    published_at: datetime | None = None
    repeated: bool = False
    sort_key: tuple[object, ...] = field(default=(), repr=False, compare=False)

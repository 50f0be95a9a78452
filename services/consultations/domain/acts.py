"""What is listed across projects: one's own acts, and contributions that a search finds."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Placed:
    """Something that stands in a step of a project, and its key in the list."""

    id: UUID
    project_id: UUID
    project_slug: str
    project_title: str
    step_id: UUID
    step_title: str
    title: str
    excerpt: str
    sort_key: tuple[object, ...] = field(default=(), repr=False, compare=False, kw_only=True)


@dataclass(frozen=True)
class MyAct(Placed):
    act: str
    contribution_id: UUID
    state: str
    opinion: str | None
    counted: bool | None
    at: datetime


@dataclass(frozen=True)
class FoundContribution(Placed):
    number: int
    organisation_name: str
    published_at: datetime

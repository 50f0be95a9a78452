"""What happened to projects, steps and exports, before it is a fact.

Discussion has its own in `discussion_events`.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class ProjectPublished:
    project_id: UUID
    organisation_id: UUID
    version: int
    visibility: str


@dataclass(frozen=True)
class ProjectChanged:
    project_id: UUID
    organisation_id: UUID
    version: int


@dataclass(frozen=True)
class WindowMoved:
    """`announced`: those who took part are to be told."""

    step_id: UUID
    project_id: UUID
    organisation_id: UUID
    version: int
    opens_at: datetime | None
    closes_at: datetime | None
    closes_at_before: datetime | None
    announced: bool


@dataclass(frozen=True)
class StepClosingSoon:
    step_id: UUID
    project_id: UUID
    organisation_id: UUID
    version: int
    closes_at: datetime


@dataclass(frozen=True)
class ExportReady:
    export_id: UUID
    project_id: UUID
    organisation_id: UUID
    account_id: UUID
    version: int = 1

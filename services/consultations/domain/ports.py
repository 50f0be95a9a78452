"""What the use cases of projects and steps need kept. Discussion's own stands in `discussion_ports`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from consultations.domain.audit import AuditEntry
from consultations.domain.export import Export
from consultations.domain.figures import Bar, Totals
from consultations.domain.organisation import Organisation, ParticipantType
from consultations.domain.project import Filters, Label, Project, Reach
from consultations.domain.requirement import Requirement
from consultations.domain.section import Section
from consultations.domain.step import DatedKind, Step, WindowMove
from consultations.domain.votation import KnownVotation
from consultations.domain.window import Window


class Projects(Protocol):
    def find(self, project_id: UUID) -> Project | None: ...

    def by_slug(self, slug: str) -> Project | None: ...

    def page(
        self, reach: Reach, filters: Filters, now: datetime, after: tuple[datetime, UUID] | None, limit: int
    ) -> list[Project]:
        """The newest within reach, one more than `limit` when there are more."""

    def add(self, project: Project) -> Project:
        """Stored under its slug, or under its slug with the first free number."""

    def change(self, project_id: UUID, version: int, changes: Mapping[str, Any]) -> int | None:
        """The new version, or nothing when the stored one is not `version`."""

    def touch(self, project_id: UUID) -> int:
        """Bump the version: something the project holds changed. The new version."""

    def join_series(self, project: Project, previous: Project, label: str) -> None: ...

    def series(self, series_id: UUID) -> list[Project]: ...

    def set_labels(self, project: Project, kind: str, label_ids: Sequence[UUID]) -> None: ...


class Steps(Protocol):
    def find(self, step_id: UUID) -> Step | None: ...

    def of_project(self, project_id: UUID) -> list[Step]: ...

    def of_votation(self, votation_id: UUID) -> list[Step]: ...

    def calendars_of(self, project_ids: Sequence[UUID]) -> dict[UUID, list[DatedKind]]: ...

    def add(self, step: Step) -> None: ...

    def change(self, step_id: UUID, version: int, changes: Mapping[str, Any]) -> int | None: ...

    def set_requirements(self, step_id: UUID, requirements: Sequence[Requirement]) -> None: ...

    def move(self, step_id: UUID, version: int, window: Window) -> int | None: ...

    def record_move(self, move: WindowMove) -> None: ...

    def moves(self, step_id: UUID) -> list[WindowMove]: ...

    def place(self, step_ids: Sequence[UUID]) -> None:
        """Positions 0, 1, 2 … in that order."""

    def remove(self, step_id: UUID) -> None: ...

    def has_participants(self, step_id: UUID) -> bool: ...

    def project_has_participants(self, project_id: UUID) -> bool: ...

    def claim_closing_soon(self, now: datetime, until: datetime) -> list[Step]:
        """Published steps that close before `until`, not told for that closing time yet; told from now on."""


class Sections(Protocol):
    def find(self, section_id: UUID) -> Section | None: ...

    def of_step(self, step_id: UUID) -> list[Section]:
        """Parents before children, by position."""

    def add(self, section: Section, project_id: UUID) -> None: ...

    def change(self, section_id: UUID, version: int, changes: Mapping[str, Any]) -> int | None: ...

    def place(self, section_ids: Sequence[UUID]) -> None: ...

    def put_under(self, section_id: UUID, parent_id: UUID | None) -> None: ...

    def set_depths(self, depths: Mapping[UUID, int]) -> None: ...

    def remove(self, section_id: UUID) -> None: ...

    def is_written_in(self, section_ids: Sequence[UUID]) -> bool: ...


class Labels(Protocol):
    def define(self, organisation_id: UUID, kind: str, label: str) -> Label: ...

    def of_organisation(self, organisation_id: UUID, kind: str) -> list[Label]: ...

    def known(self, organisation_id: UUID, kind: str, label_ids: Sequence[UUID]) -> set[UUID]: ...


class Organisations(Protocol):
    def several(self, ids: Sequence[UUID]) -> dict[UUID, Organisation]: ...

    def small_group_size(self, organisation_id: UUID) -> int: ...

    def is_known(self, organisation_id: UUID) -> bool: ...

    def types_of(self, organisation_id: UUID) -> dict[UUID, ParticipantType]: ...

    def store(self, values: Mapping[str, Any]) -> bool:
        """Known from now on, unless something newer is. Whether it was news."""

    def store_type(self, participant_type: ParticipantType) -> None: ...


class Votations(Protocol):
    def find(self, votation_id: UUID, organisation_id: UUID) -> KnownVotation | None: ...

    def hear_window(self, heard: KnownVotation) -> KnownVotation:
        """What is known from now on: the newest closing, whatever order it is heard in."""

    def hear_outcome(self, heard: KnownVotation) -> KnownVotation: ...


class Audit(Protocol):
    def write(self, entry: AuditEntry) -> None: ...

    def page(self, project_id: UUID, after: tuple[datetime, UUID] | None, limit: int) -> list[AuditEntry]:
        """The latest first, one more than `limit` when there are more."""


class Figures(Protocol):
    def totals(self, project_id: UUID, step_id: UUID | None) -> Totals: ...

    def live(self, scope: str, ids: Sequence[UUID]) -> dict[UUID, Totals]:
        """Totals of several projects, steps or sections; one that has none is left out."""

    def days(self, step_ids: Sequence[UUID]) -> list[Bar]: ...

    def sections(self, sections: Sequence[tuple[UUID, str]]) -> list[Bar]: ...

    def groups(self, kind: str, project_id: UUID, step_id: UUID | None) -> dict[UUID, int]:
        """Participants by participant type or zone."""

    def fold(self) -> int: ...


class Exports(Protocol):
    def add(self, export: Export) -> None: ...

    def find(self, export_id: UUID) -> Export | None: ...

    def page(self, project_id: UUID, after: tuple[datetime, UUID] | None, limit: int) -> list[Export]:
        """The latest first, one more than `limit` when there are more."""

    def start(self, export_id: UUID) -> bool: ...

    def progress(self, export_id: UUID, percent: int) -> None: ...

    def finish(self, export: Export) -> None: ...

    def fail(self, export_id: UUID) -> None: ...

    def expired(self, now: datetime) -> list[Export]:
        """Exports whose file is to be forgotten."""

    def forget(self, export_id: UUID) -> None: ...

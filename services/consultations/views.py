"""Projects, steps and sections as the contract shows them: with their state by the clock, and live figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from consultations.domain.figures import Totals
from consultations.domain.organisation import Organisation
from consultations.domain.project import Project, state_of
from consultations.domain.section import Section
from consultations.domain.step import DatedKind, Step, WindowMove, closing_of_participation
from consultations.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class ProjectContext:
    """What stands around several projects, read once for all of them."""

    organisations: Mapping[UUID, Organisation]
    calendars: Mapping[UUID, Sequence[DatedKind]]
    totals: Mapping[UUID, Totals]
    now: datetime


def project(uow: UnitOfWork, shown: Project) -> dict[str, Any]:
    """With its steps, and its editions that the actor sees."""
    context = _context(uow, [shown])
    steps = uow.steps.of_project(shown.id)
    return {
        **_summary(shown, context),
        "steps": [_step_summary(step, context.now) for step in steps],
        "editions": _editions(uow, shown),
    }


def project_summaries(uow: UnitOfWork, projects: Sequence[Project]) -> list[dict[str, Any]]:
    context = _context(uow, projects)
    return [_summary(project, context) for project in projects]


def step(uow: UnitOfWork, shown: Step) -> dict[str, Any]:
    """With its sections, and when its window was moved."""
    return {
        **_step_summary(shown, uow.now()),
        "sections": sections(uow, uow.sections.of_step(shown.id)),
        "window_moves": [_window_move(move) for move in uow.steps.moves(shown.id)],
    }


def section(uow: UnitOfWork, shown: Section) -> Section:
    return sections(uow, [shown])[0]


def sections(uow: UnitOfWork, shown: Sequence[Section]) -> list[Section]:
    """With how many contributions are published in each."""
    live = uow.figures.live("section", [section.id for section in shown])
    return [replace(section, contributions=live.get(section.id, Totals()).contributions) for section in shown]


def _context(uow: UnitOfWork, projects: Sequence[Project]) -> ProjectContext:
    ids = [project.id for project in projects]
    return ProjectContext(
        organisations=uow.organisations.several([project.organisation_id for project in projects]),
        calendars=uow.steps.calendars_of(ids),
        totals=uow.figures.live("project", ids),
        now=uow.now(),
    )


def _summary(project: Project, context: ProjectContext) -> dict[str, Any]:
    organisation = context.organisations.get(project.organisation_id)
    calendar = context.calendars.get(project.id, ())
    windows = [step.window for step in calendar]
    openings = [window.opens_at for window in windows if window.opens_at]
    closings = [window.closes_at for window in windows if window.closes_at]
    return {
        **vars(project),
        **vars(context.totals.get(project.id, Totals())),
        "organisation_name": organisation and organisation.name,
        "organisation_colour": organisation and organisation.colour,
        "state": state_of(project.visibility, windows, context.now),
        "opens_at": min(openings, default=None),
        "closes_at": max(closings, default=None),
        "step_kinds": sorted({step.kind for step in calendar}),
        "participation_closes_at": closing_of_participation(calendar, context.now),
    }


def _editions(uow: UnitOfWork, shown: Project) -> list[dict[str, Any]]:
    """One that was never named goes by its year."""
    if shown.series_id is None:
        return []
    return [
        {**vars(edition), "label": edition.edition_label or _year(edition)}
        for edition in uow.projects.series(shown.series_id)
        if uow.sees(edition.organisation_id, edition.id, edition.visibility, edition.group_id)
    ]


def _year(project: Project) -> str:
    moment = project.published_at or project.created_at
    return str(moment.year) if moment else ""


def _step_summary(step: Step, now: datetime) -> dict[str, Any]:
    return {**vars(step), **vars(step.window), "state": step.window.state(now)}


def _window_move(move: WindowMove) -> dict[str, Any]:
    before = {f"{name}_before": moment for name, moment in vars(move.before).items()}
    return {**vars(move), **before, **vars(move.after)}

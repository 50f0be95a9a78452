"""The frame as the contract's views."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from consultations.domain.figures import Figures, Totals
from consultations.domain.organisation import Organisation
from consultations.domain.project import Project, state_of
from consultations.domain.section import Section
from consultations.domain.step import DatedKind, Step, WindowMove, closing_of_participation
from consultations.domain.templates import TEMPLATES, Template
from consultations.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Around:
    """What stands around several projects, read once for all of them."""

    organisations: Mapping[UUID, Organisation]
    calendars: Mapping[UUID, Sequence[DatedKind]]
    totals: Mapping[UUID, Totals]
    now: datetime


def around(uow: UnitOfWork, projects: Sequence[Project]) -> Around:
    ids = [project.id for project in projects]
    return Around(
        organisations=uow.organisations.several([project.organisation_id for project in projects]),
        calendars=uow.steps.calendars_of(ids),
        totals=uow.figures.live("project", ids),
        now=uow.now(),
    )


def project_summary(project: Project, near: Around) -> dict[str, Any]:
    organisation = near.organisations.get(project.organisation_id)
    calendar = near.calendars.get(project.id, ())
    windows = [step.window for step in calendar]
    totals = near.totals.get(project.id, Totals())
    openings = [window.opens_at for window in windows if window.opens_at]
    closings = [window.closes_at for window in windows if window.closes_at]
    return {
        **vars(project),
        "organisation_name": organisation and organisation.name,
        "organisation_colour": organisation and organisation.colour,
        "state": state_of(project.visibility, windows, near.now),
        "opens_at": min(openings, default=None),
        "closes_at": max(closings, default=None),
        "step_kinds": sorted({step.kind for step in calendar}),
        "participation_closes_at": closing_of_participation(calendar, near.now),
        "contributions": totals.contributions,
        "votes": totals.votes,
        "participants": totals.participants,
    }


def project_pages(uow: UnitOfWork, projects: Sequence[Project]) -> list[dict[str, Any]]:
    near = around(uow, projects)
    return [project_summary(project, near) for project in projects]


def project(uow: UnitOfWork, shown: Project) -> dict[str, Any]:
    near = around(uow, [shown])
    steps = uow.steps.of_project(shown.id)
    return {
        **project_summary(shown, near),
        "steps": [step_summary(step, near.now) for step in steps],
        "editions": _editions(uow, shown),
    }


def _editions(uow: UnitOfWork, shown: Project) -> list[dict[str, Any]]:
    """The editions that the actor sees; one that was never named goes by its year."""
    if shown.series_id is None:
        return []
    return [
        {"id": each.id, "slug": each.slug, "title": each.title, "label": each.edition_label or _year(each)}
        for each in uow.projects.series(shown.series_id)
        if uow.sees(each.organisation_id, each.id, each.visibility, each.group_id)
    ]


def _year(project: Project) -> str:
    moment = project.published_at or project.created_at
    return str(moment.year) if moment else ""


def step_summary(step: Step, now: datetime) -> dict[str, Any]:
    return {
        "id": step.id,
        "kind": step.kind,
        "title": step.title,
        "position": step.position,
        "opens_at": step.window.opens_at,
        "closes_at": step.window.closes_at,
        "state": step.window.state(now),
        "votation_id": step.votation_id,
    }


def step(uow: UnitOfWork, shown: Step) -> dict[str, Any]:
    return {
        **vars(shown),
        **step_summary(shown, uow.now()),
        "requirements": shown.requirements,
        "sections": sections(uow, uow.sections.of_step(shown.id)),
        "window_moves": [window_move(move) for move in uow.steps.moves(shown.id)],
    }


def sections(uow: UnitOfWork, shown: Sequence[Section]) -> list[dict[str, Any]]:
    """With how many contributions are published in each."""
    live = uow.figures.live("section", [each.id for each in shown])
    return [{**vars(each), "contributions": live.get(each.id, Totals()).contributions} for each in shown]


def window_move(move: WindowMove) -> dict[str, Any]:
    return {
        "moved_at": move.moved_at,
        "reason": move.reason,
        "opens_at_before": move.before.opens_at,
        "closes_at_before": move.before.closes_at,
        "opens_at": move.after.opens_at,
        "closes_at": move.after.closes_at,
    }


def templates(language: str) -> dict[str, Any]:
    return {"items": [_template(each, language) for each in TEMPLATES.values()]}


def _template(template: Template, language: str) -> dict[str, Any]:
    steps = [
        {"kind": plan.kind, "title": plan.title[language], "position": position}
        for position, plan in enumerate(template.steps)
    ]
    return {
        "name": template.name,
        "title_fr": template.title["fr"],
        "title_en": template.title["en"],
        "says_fr": template.says["fr"],
        "says_en": template.says["en"],
        "steps": steps,
    }


def figures(shown: Figures) -> dict[str, Any]:
    return {**vars(shown), **vars(shown.totals)}

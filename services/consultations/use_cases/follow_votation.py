"""What a votation step shows of its votation, as the votation tells it."""

from typing import Any
from uuid import UUID

from consultations.domain.project import Project
from consultations.domain.step import Step
from consultations.domain.votation import KnownVotation
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.loading import publish_change


def take_window(uow: UnitOfWork, votation: KnownVotation) -> None:
    """The votation was announced, or its closing put off (`opens_at` absent).

    An announcement heard after a later closing still tells the opening, which nothing else does.
    """
    uow.lock_exclusive(votation.id)
    _show(uow, uow.votations.hear_window(votation))


def take_outcome(uow: UnitOfWork, votation: KnownVotation) -> None:
    """The votation's result was proclaimed: its sentence, in the project's language, is the step's outcome."""
    uow.lock_exclusive(votation.id)
    _show(uow, uow.votations.hear_outcome(votation))


def shown_of(uow: UnitOfWork, project: Project, votation_id: UUID | None) -> dict[str, Any]:
    """The columns of a step that becomes this votation: what is known of it; empty while nothing is.

    `votation_id` must have been locked before the project was: whoever hears of it does so in that order.
    """
    known = uow.votations.find(votation_id, project.organisation_id) if votation_id else None
    return known.shown(project.language) if known else {}


def _show(uow: UnitOfWork, known: KnownVotation) -> None:
    """On each step of its organisation that is this votation."""
    for candidate in uow.steps.of_votation(known.id):
        if candidate.organisation_id != known.organisation_id:
            continue
        uow.lock_exclusive(candidate.project_id, candidate.id)
        step, project = uow.steps.find(candidate.id), uow.projects.find(candidate.project_id)
        if step is not None and project is not None and step.votation_id == known.id:
            _show_on(uow, project, step, known)


def _show_on(uow: UnitOfWork, project: Project, step: Step, known: KnownVotation) -> None:
    before = {**vars(step), **vars(step.window)}
    shown = known.shown(project.language)
    if any(before[name] != value for name, value in shown.items()):
        uow.steps.change(step.id, step.version, shown)
        publish_change(uow, project)

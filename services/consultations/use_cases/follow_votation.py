"""What a votation step shows of its votation, as the votation tells it."""

from typing import Any
from uuid import UUID

from consultations.domain.desk import Desk
from consultations.domain.project import Project
from consultations.domain.step import Step
from consultations.domain.votation import KnownVotation
from consultations.use_cases.access import changed


def take_window(desk: Desk, heard: KnownVotation) -> None:
    """The votation was announced, or its closing put off (`opens_at` absent).

    An announcement heard after a later closing still tells the opening, which nothing else does.
    """
    desk.lock_exclusive(heard.id)
    _show(desk, desk.votations.hear_window(heard))


def take_outcome(desk: Desk, heard: KnownVotation) -> None:
    """The votation's result was proclaimed: its sentence, in the project's language, is the step's outcome."""
    desk.lock_exclusive(heard.id)
    _show(desk, desk.votations.hear_outcome(heard))


def shown_of(desk: Desk, project: Project, votation_id: UUID | None) -> dict[str, Any]:
    """The columns of a step that becomes this votation: what is known of it; empty while nothing is.

    `votation_id` must have been locked before the project was: whoever hears of it does so in that order.
    """
    known = desk.votations.find(votation_id, project.organisation_id) if votation_id else None
    return known.shown(project.language) if known else {}


def _show(desk: Desk, known: KnownVotation) -> None:
    """On each step of its organisation that is this votation."""
    for found in desk.steps.of_votation(known.id):
        if found.organisation_id != known.organisation_id:
            continue
        desk.lock_exclusive(found.project_id, found.id)
        step, project = desk.steps.find(found.id), desk.projects.find(found.project_id)
        if step is not None and project is not None and step.votation_id == known.id:
            _show_on(desk, project, step, known)


def _show_on(desk: Desk, project: Project, step: Step, known: KnownVotation) -> None:
    before = {**vars(step), **vars(step.window)}
    shown = known.shown(project.language)
    if any(before[name] != value for name, value in shown.items()):
        desk.steps.change(step.id, step.version, shown)
        changed(desk, project)

"""What a votation step shows of its votation, as the votation tells it."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from consultations.domain.desk import Desk
from consultations.domain.project import Project
from consultations.domain.step import Step
from consultations.domain.window import Window
from consultations.use_cases.access import changed


def take_window(
    desk: Desk, votation_id: UUID, version: int, opens_at: datetime | None, closes_at: datetime
) -> None:
    """The votation was announced, or its closing put off (`opens_at` absent).

    An announcement heard after a later closing still tells the opening, which nothing else does.
    """
    for project, step in _held(desk, votation_id):
        newest = max(version, step.votation_version or version)
        closing = closes_at if newest == version else step.window.closes_at
        window = Window(opens_at or step.window.opens_at, closing)
        if (window, newest) == (step.window, step.votation_version):
            continue
        dates = {"opens_at": window.opens_at, "closes_at": window.closes_at}
        desk.steps.change(step.id, step.version, {**dates, "votation_version": newest})
        changed(desk, project)


def take_outcome(desk: Desk, votation_id: UUID, sentences: dict[str, str], now: datetime) -> None:
    """The votation's result was proclaimed: its sentence, in the project's language, is the step's outcome."""
    for project, step in _held(desk, votation_id):
        outcome = {"outcome": sentences[project.language], "outcome_recorded_at": now}
        desk.steps.change(step.id, step.version, outcome)
        changed(desk, project)


def _held(desk: Desk, votation_id: UUID) -> Iterator[tuple[Project, Step]]:
    """The steps that are this votation, each as it stands once nobody else administers its project."""
    for known in desk.steps.of_votation(votation_id):
        desk.lock_exclusive(known.project_id, known.id)
        step, project = desk.steps.find(known.id), desk.projects.find(known.project_id)
        if step is not None and project is not None and step.votation_id == votation_id:
            yield project, step

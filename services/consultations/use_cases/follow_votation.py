"""What a votation step shows of its votation, as the votation tells it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from consultations.domain.desk import Desk
from consultations.domain.window import Window
from consultations.use_cases.access import changed


def take_window(desk: Desk, votation_id: UUID, opens_at: datetime | None, closes_at: datetime) -> None:
    """The votation was announced, or its closing put off (`opens_at` absent)."""
    for step_id, known in _steps(desk, votation_id):
        window = Window(opens_at or known.opens_at, closes_at)
        _change(desk, step_id, {"opens_at": window.opens_at, "closes_at": window.closes_at})


def take_outcome(desk: Desk, votation_id: UUID, sentences: dict[str, str], now: datetime) -> None:
    """The votation's result was proclaimed: its sentence, in the project's language, is the step's outcome."""
    for step_id, _ in _steps(desk, votation_id):
        step = desk.steps.find(step_id)
        project = desk.projects.find(step.project_id) if step else None
        if project is not None:
            outcome = sentences[project.language]
            _change(desk, step_id, {"outcome": outcome, "outcome_recorded_at": now})


def _steps(desk: Desk, votation_id: UUID) -> list[tuple[UUID, Window]]:
    return [(step.id, step.window) for step in desk.steps.of_votation(votation_id)]


def _change(desk: Desk, step_id: UUID, changes: dict[str, Any]) -> None:
    step = desk.steps.find(step_id)
    if step is None:
        return
    desk.lock_exclusive(step.project_id, step_id)
    again = desk.steps.find(step_id)
    project = desk.projects.find(step.project_id)
    if again is None or project is None:
        return
    desk.steps.change(step_id, again.version, changes)
    changed(desk, project)

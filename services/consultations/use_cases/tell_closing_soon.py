from datetime import timedelta

from consultations.domain.desk import Desk
from consultations.domain.events import StepClosingSoon

SOON = timedelta(hours=48)


def tell_closing_soon(desk: Desk) -> int:
    """Tell of each open step that closes within 48 hours, once per closing time. How many were told of."""
    now = desk.now()
    steps = desk.steps.claim_closing_soon(now, now + SOON)
    for step in steps:
        if closes_at := step.window.closes_at:
            desk.tell(
                StepClosingSoon(step.id, step.project_id, step.organisation_id, step.version, closes_at)
            )
    return len(steps)

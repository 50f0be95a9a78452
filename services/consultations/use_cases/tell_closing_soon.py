from datetime import timedelta

from consultations.domain.events import StepClosingSoon
from consultations.unit_of_work import UnitOfWork

SOON = timedelta(hours=48)


def tell_closing_soon(uow: UnitOfWork) -> int:
    """Tell of each open step that closes within 48 hours, once per closing time. How many were told of."""
    now = uow.now()
    steps = uow.steps.claim_closing_soon(now, now + SOON)
    for step in steps:
        if closes_at := step.window.closes_at:
            uow.publish(
                StepClosingSoon(step.id, step.project_id, step.organisation_id, step.version, closes_at)
            )
    return len(steps)

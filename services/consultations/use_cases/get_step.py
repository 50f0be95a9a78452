from uuid import UUID

from chassis.operations import query
from consultations import views
from consultations.domain.step import Step
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.groups import groups_of_actor
from consultations.use_cases.loading import get_visible_step
from contracts.consultations import steps as ops


@query(ops.get_step, view=views.step, preload=groups_of_actor)
def get_step(uow: UnitOfWork, step_id: UUID) -> Step:
    """Refuses: not_found."""
    _, step = get_visible_step(uow, step_id)
    return step

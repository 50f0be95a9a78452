from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from consultations import views
from consultations.domain.step import Step
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.loading import get_locked_step, publish_change, record_act, require_fresh
from contracts.consultations import steps as ops
from contracts.refused import Refused


@command(ops.record_outcome, view=views.step)
def record_outcome(uow: UnitOfWork, actor: Actor, step_id: UUID, version: int, outcome: str) -> Step:
    """Write down what came out of an offline stage.

    Refuses: not_found, stale_version, not_an_offline_step.
    """
    project, step, now = get_locked_step(uow, step_id)
    if step.kind != "offline":
        raise Refused("not_an_offline_step")
    require_fresh(uow.steps.change(step_id, version, {"outcome": outcome, "outcome_recorded_at": now}))
    record_act(
        uow,
        actor,
        project,
        "record_outcome",
        step.title,
        now,
        {"outcome": step.outcome},
        {"outcome": outcome},
    )
    publish_change(uow, project)
    return uow.steps.find(step_id) or step

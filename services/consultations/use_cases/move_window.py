from dataclasses import replace
from datetime import datetime
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from consultations import views
from consultations.domain.audit import as_json
from consultations.domain.events import WindowMoved
from consultations.domain.step import Step, WindowMove
from consultations.domain.window import Window
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.loading import (
    account_of,
    get_locked_step,
    publish_change,
    record_act,
    require_fresh,
)
from contracts.consultations import steps as ops
from contracts.refused import Refused


@command(ops.move_window, view=views.step)
def move_window(
    uow: UnitOfWork,
    actor: Actor,
    step_id: UUID,
    version: int,
    opens_at: datetime | None,
    closes_at: datetime | None,
    reason: str,
) -> Step:
    """Move a step's window while nobody writes in it; once published the move is shown with its reason.

    Refuses: not_found, forbidden, stale_version, window_reversed, reason_required, end_has_passed.
    """
    window = Window(opens_at, closes_at)
    project, step, now = get_locked_step(uow, step_id)
    if step.version != version:
        raise Refused("stale_version")
    if step.window == window:
        return step
    if project.is_published and not reason:
        raise Refused("reason_required", fields={"reason": ["required"]})
    if project.is_published:
        window = step.window.moved_to(window, now)
    new_version = require_fresh(uow.steps.move(step_id, version, window))
    if project.is_published:
        uow.steps.record_move(WindowMove(step_id, now, account_of(actor), reason, step.window, window))
    before, after = as_json(step.window), as_json(window) | {"reason": reason}
    record_act(uow, actor, project, "move_window", step.title, now, before, after)
    announced = project.is_published and uow.steps.has_participants(step_id)
    uow.publish(
        WindowMoved(
            step_id,
            project.id,
            project.organisation_id,
            new_version,
            *(window.opens_at, window.closes_at, step.window.closes_at),
            announced,
        )
    )
    publish_change(uow, project)
    return replace(step, window=window, version=new_version)

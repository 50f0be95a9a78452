from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from consultations import views
from consultations.domain.events import ProjectChanged
from consultations.domain.project import Project
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.loading import get_locked_project, record_act, require_fresh
from contracts.consultations import projects as ops
from contracts.refused import Refused


@command(ops.order_steps, view=views.project)
def order_steps(
    uow: UnitOfWork, actor: Actor, project_id: UUID, version: int, step_ids: list[UUID]
) -> Project:
    """Put the steps in that order. Refuses: not_found, forbidden, stale_version, steps_mismatch."""
    project, now = get_locked_project(uow, project_id)
    before = [step.id for step in uow.steps.of_project(project_id)]
    if len(step_ids) != len(before) or set(step_ids) != set(before):
        raise Refused("steps_mismatch")
    new_version = require_fresh(uow.projects.change(project_id, version, {}))
    uow.steps.place(step_ids)
    orders = [{"step_ids": [str(step_id) for step_id in ids]} for ids in (before, step_ids)]
    record_act(uow, actor, project, "order_steps", project.title, now, *orders)
    uow.publish(ProjectChanged(project.id, project.organisation_id, new_version))
    return uow.projects.find(project_id) or project

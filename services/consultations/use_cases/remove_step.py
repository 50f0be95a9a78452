from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from consultations import views
from consultations.domain.project import Project
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.loading import get_locked_step, publish_change, record_act
from contracts.consultations import steps as ops
from contracts.refused import Refused


@command(ops.remove_step, view=views.project)
def remove_step(uow: UnitOfWork, actor: Actor, step_id: UUID) -> Project:
    """Remove a step nobody took part in, drafts included.

    Refuses: not_found, forbidden, already_took_part.
    """
    project, step, now = get_locked_step(uow, step_id)
    if uow.steps.has_participants(step_id):
        raise Refused("already_took_part")
    uow.steps.remove(step_id)
    uow.steps.place([other.id for other in uow.steps.of_project(project.id)])
    record_act(
        uow, actor, project, "remove_step", step.title, now, {"kind": step.kind, "title": step.title}, None
    )
    publish_change(uow, project)
    return uow.projects.find(project.id) or project

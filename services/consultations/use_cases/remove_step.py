from uuid import UUID

from chassis.actor import Actor
from consultations.domain.desk import Desk
from consultations.domain.project import Project
from consultations.use_cases.access import changed, held_step, record
from contracts.refused import Refused


def remove_step(desk: Desk, actor: Actor, step_id: UUID) -> Project:
    """Remove a step nobody took part in, drafts included.

    Refuses: not_found, forbidden, already_took_part.
    """
    project, step, now = held_step(desk, step_id)
    if desk.steps.has_participants(step_id):
        raise Refused("already_took_part")
    desk.steps.remove(step_id)
    desk.steps.place([each.id for each in desk.steps.of_project(project.id)])
    record(
        desk, actor, project, "remove_step", step.title, now, {"kind": step.kind, "title": step.title}, None
    )
    changed(desk, project)
    return desk.projects.find(project.id) or project

from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from consultations import views
from consultations.domain.project import Project
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.loading import (
    get_locked_project,
    get_visible_project,
    publish_change,
    record_act,
)
from contracts.consultations import projects as ops
from contracts.refused import Refused


@command(ops.link_edition, view=views.project)
def link_edition(
    uow: UnitOfWork, actor: Actor, project_id: UUID, previous_project_id: UUID, label: str
) -> Project:
    """Say that a project is the next edition of another.

    Refuses: not_found (also for another organisation's project), forbidden.
    """
    if project_id == previous_project_id:
        raise Refused("invalid_input", fields={"previous_project_id": ["invalid"]})
    project, now = get_locked_project(uow, project_id)
    previous = get_visible_project(uow, previous_project_id)
    if previous.organisation_id != project.organisation_id:
        raise Refused("not_found")
    uow.permit(previous.organisation_id, previous.id)
    uow.projects.join_series(project, previous, label)
    record_act(
        uow,
        actor,
        project,
        "link_edition",
        project.title,
        now,
        {"edition_label": project.edition_label},
        {"edition_label": label, "previous": previous.title},
    )
    publish_change(uow, project)
    return uow.projects.find(project_id) or project

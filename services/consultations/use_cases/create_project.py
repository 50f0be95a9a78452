from typing import Any
from uuid import uuid4

from chassis.actor import Actor
from consultations.domain.events import ProjectChanged
from consultations.domain.project import Project, require_time_zone, slug_of
from consultations.domain.rights import PLATFORM
from consultations.domain.templates import TEMPLATES
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.access import record
from consultations.use_cases.set_up_steps import set_up_steps
from contracts.refused import Refused


def create_project(uow: UnitOfWork, actor: Actor, asked: dict[str, Any]) -> Project:
    """A draft, with the steps and sections of its template.

    Refuses: forbidden, not_found, time_zone_unknown.
    """
    organisation_id = asked["organisation_id"]
    uow.permit(organisation_id)
    member = uow.roles_in(organisation_id) - PLATFORM
    if not member and not uow.organisations.is_known(organisation_id):
        raise Refused("not_found")
    require_time_zone(asked["time_zone"])
    now = uow.now()
    project = uow.projects.add(
        Project(
            id=uuid4(),
            organisation_id=organisation_id,
            slug=slug_of(asked["title"]),
            title=asked["title"],
            language=asked["language"],
            time_zone=asked["time_zone"],
            summary=asked["summary"],
            body=asked["body"],
            created_at=now,
        )
    )
    if asked["template"]:
        set_up_steps(uow, project, TEMPLATES[asked["template"]].steps)
    record(uow, actor, project, "create_project", project.title, now, None, {"template": asked["template"]})
    uow.publish(ProjectChanged(project.id, organisation_id, project.version))
    return project

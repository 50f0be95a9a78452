from uuid import UUID, uuid4

from chassis.actor import Actor
from chassis.operations import command
from consultations import views
from consultations.domain.events import ProjectChanged
from consultations.domain.project import Project, require_time_zone, slug_of
from consultations.domain.rights import PLATFORM
from consultations.domain.templates import TEMPLATES
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.loading import record_act
from consultations.use_cases.set_up_steps import set_up_steps
from contracts.consultations import projects as ops
from contracts.refused import Refused


@command(ops.create_project, view=views.project)
def create_project(
    uow: UnitOfWork,
    actor: Actor,
    organisation_id: UUID,
    title: str,
    template: str | None,
    summary: str,
    body: str,
    language: str,
    time_zone: str,
) -> Project:
    """A draft, with the steps and sections of its template.

    Refuses: forbidden, not_found, time_zone_unknown.
    """
    uow.permit(organisation_id)
    member = uow.roles_in(organisation_id) - PLATFORM
    if not member and not uow.organisations.is_known(organisation_id):
        raise Refused("not_found")
    require_time_zone(time_zone)
    now = uow.now()
    project = uow.projects.add(
        Project(
            id=uuid4(),
            organisation_id=organisation_id,
            slug=slug_of(title),
            title=title,
            language=language,
            time_zone=time_zone,
            summary=summary,
            body=body,
            created_at=now,
        )
    )
    if template:
        set_up_steps(uow, project, TEMPLATES[template].steps)
    record_act(uow, actor, project, "create_project", project.title, now, None, {"template": template})
    uow.publish(ProjectChanged(project.id, organisation_id, project.version))
    return project

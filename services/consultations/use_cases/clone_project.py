from dataclasses import replace
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from consultations import views
from consultations.domain.copying import draft_like, section_like, step_like
from consultations.domain.events import ProjectChanged
from consultations.domain.project import Project
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.groups import groups_of_actor
from consultations.use_cases.loading import get_permitted_project, record_act
from contracts.consultations import projects as ops


@command(ops.clone_project, view=views.project, preload=groups_of_actor)
def clone_project(uow: UnitOfWork, actor: Actor, project_id: UUID, title: str) -> Project:
    """A draft with the same set-up: `consultations.domain.copying` lists what that is.

    Refuses: not_found, forbidden.
    """
    source = get_permitted_project(uow, project_id)
    now = uow.now()
    copy = uow.projects.add(replace(draft_like(source, title), created_at=now))
    uow.projects.set_labels(copy, "theme", [label.id for label in copy.themes])
    uow.projects.set_labels(copy, "zone", [label.id for label in copy.zones])
    for step in uow.steps.of_project(source.id):
        new_step = step_like(step, copy)
        uow.steps.add(new_step)
        _clone_sections(uow, step.id, new_step.id, copy.id)
    record_act(uow, actor, copy, "clone_project", copy.title, now, None, {"source_id": str(source.id)})
    uow.publish(ProjectChanged(copy.id, copy.organisation_id, copy.version))
    return uow.projects.find(copy.id) or copy


def _clone_sections(uow: UnitOfWork, step_id: UUID, new_step_id: UUID, project_id: UUID) -> None:
    """Parents come before children, so that each child finds its new parent."""
    new_ids: dict[UUID, UUID] = {}
    for section in uow.sections.of_step(step_id):
        parent_id = new_ids[section.parent_id] if section.parent_id else None
        new = section_like(section, new_step_id, parent_id)
        new_ids[section.id] = new.id
        uow.sections.add(new, project_id)

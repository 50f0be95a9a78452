from dataclasses import replace
from uuid import UUID

from chassis.actor import Actor
from consultations.domain.copying import draft_like, section_like, step_like
from consultations.domain.desk import Desk
from consultations.domain.events import ProjectChanged
from consultations.domain.project import Project
from consultations.use_cases.access import permitted_project, record


def clone_project(desk: Desk, actor: Actor, project_id: UUID, title: str) -> Project:
    """A draft with the same set-up: `consultations.domain.copying` lists what that is.

    Refuses: not_found, forbidden.
    """
    source = permitted_project(desk, project_id)
    now = desk.now()
    copy = desk.projects.add(replace(draft_like(source, title), created_at=now))
    desk.projects.set_labels(copy, "theme", [label.id for label in copy.themes])
    desk.projects.set_labels(copy, "zone", [label.id for label in copy.zones])
    for step in desk.steps.of_project(source.id):
        new_step = step_like(step, copy)
        desk.steps.add(new_step)
        _clone_sections(desk, step.id, new_step.id, copy.id)
    record(desk, actor, copy, "clone_project", copy.title, now, None, {"source_id": str(source.id)})
    desk.tell(ProjectChanged(copy.id, copy.organisation_id, copy.version))
    return desk.projects.find(copy.id) or copy


def _clone_sections(desk: Desk, step_id: UUID, new_step_id: UUID, project_id: UUID) -> None:
    """Parents come before children, so that each child finds its new parent."""
    new_ids: dict[UUID, UUID] = {}
    for section in desk.sections.of_step(step_id):
        parent_id = new_ids[section.parent_id] if section.parent_id else None
        new = section_like(section, new_step_id, parent_id)
        new_ids[section.id] = new.id
        desk.sections.add(new, project_id)

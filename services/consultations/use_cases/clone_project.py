from dataclasses import replace
from uuid import UUID, uuid4

from chassis.actor import Actor
from consultations.domain.desk import Desk
from consultations.domain.project import Project, slug_of
from consultations.domain.window import Window
from consultations.use_cases.access import permitted_project, record


def clone_project(desk: Desk, actor: Actor, project_id: UUID, title: str) -> Project:
    """A draft with the same set-up, without dates, outcomes or what people wrote.

    Refuses: not_found, forbidden.
    """
    source = permitted_project(desk, project_id)
    now = desk.now()
    copy = desk.projects.add(
        replace(
            source,
            id=uuid4(),
            slug=slug_of(title),
            title=title,
            visibility="draft",
            group_id=None,
            series_id=None,
            edition_rank=1,
            edition_label=None,
            created_at=now,
            published_at=None,
            version=1,
        )
    )
    desk.projects.set_labels(copy, "theme", [label.id for label in source.themes])
    desk.projects.set_labels(copy, "zone", [label.id for label in source.zones])
    for step in desk.steps.of_project(source.id):
        fresh_requirements = tuple(replace(each, id=uuid4()) for each in step.requirements)
        new_step = replace(
            step,
            id=uuid4(),
            project_id=copy.id,
            window=Window(),
            outcome=None,
            outcome_recorded_at=None,
            votation_version=None,
            version=1,
            requirements=fresh_requirements,
        )
        desk.steps.add(new_step)
        _clone_sections(desk, step.id, new_step.id, copy.id)
    record(desk, actor, copy, "clone_project", copy.title, now, None, {"source_id": str(source.id)})
    return desk.projects.find(copy.id) or copy


def _clone_sections(desk: Desk, step_id: UUID, new_step_id: UUID, project_id: UUID) -> None:
    """Parents come before children, so that each child finds its new parent."""
    new_ids: dict[UUID, UUID] = {}
    for section in desk.sections.of_step(step_id):
        new_ids[section.id] = uuid4()
        parent_id = new_ids[section.parent_id] if section.parent_id else None
        new = replace(section, id=new_ids[section.id], step_id=new_step_id, parent_id=parent_id, version=1)
        desk.sections.add(new, project_id)

from typing import Any
from uuid import UUID, uuid4

from chassis.actor import Actor
from chassis.operations import command
from consultations import views
from consultations.domain.section import Section, depth_under
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.loading import get_locked_step, publish_change, record_act
from contracts.consultations import steps as ops
from contracts.refused import Refused


@command(ops.add_section, view=views.section)
def add_section(
    uow: UnitOfWork, actor: Actor, step_id: UUID, parent_id: UUID | None, **rules: Any
) -> Section:
    """A section after those beside it. Refuses: not_found, forbidden, section_too_deep, invalid_input."""
    project, step, now = get_locked_step(uow, step_id)
    sections = uow.sections.of_step(step_id)
    parent = next((other for other in sections if other.id == parent_id), None)
    if parent is None and parent_id is not None:
        raise Refused("invalid_input", fields={"parent_id": ["invalid"]})
    position = sum(other.parent_id == parent_id for other in sections)
    depth = depth_under(parent)
    section = Section(uuid4(), step.id, parent_id, depth, position, **rules)
    uow.sections.add(section, project.id)
    record_act(
        uow,
        actor,
        project,
        "add_section",
        section.title,
        now,
        None,
        {"step": step.title, "role": section.role},
    )
    publish_change(uow, project)
    return section

from typing import Any
from uuid import UUID, uuid4

from chassis.actor import Actor
from consultations.domain.section import Section, depth_under
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.access import changed, held_step, record
from contracts.refused import Refused


def add_section(uow: UnitOfWork, actor: Actor, step_id: UUID, asked: dict[str, Any]) -> Section:
    """A section after those beside it. Refuses: not_found, forbidden, section_too_deep, invalid_input."""
    project, step, now = held_step(uow, step_id)
    sections = uow.sections.of_step(step_id)
    parent = next((each for each in sections if each.id == asked["parent_id"]), None)
    if parent is None and asked["parent_id"] is not None:
        raise Refused("invalid_input", fields={"parent_id": ["invalid"]})
    position = sum(each.parent_id == asked["parent_id"] for each in sections)
    section = Section(id=uuid4(), step_id=step.id, depth=depth_under(parent), position=position, **asked)
    uow.sections.add(section, project.id)
    record(
        uow,
        actor,
        project,
        "add_section",
        section.title,
        now,
        None,
        {"step": step.title, "role": section.role},
    )
    changed(uow, project)
    return section

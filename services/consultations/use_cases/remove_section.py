from uuid import UUID

from chassis.actor import Actor
from consultations.domain.desk import Desk
from consultations.domain.section import subtree
from consultations.use_cases.access import changed, held_section, record
from contracts.refused import Refused


def remove_section(desk: Desk, actor: Actor, section_id: UUID) -> None:
    """Remove a section, and those under it, in which nobody wrote. Refuses: not_found, already_took_part."""
    project, step, section, now = held_section(desk, section_id)
    sections = desk.sections.of_step(step.id)
    if desk.sections.is_written_in([section.id, *(each.id for each in subtree(sections, section.id))]):
        raise Refused("already_took_part")
    desk.sections.remove(section_id)
    beside = [each.id for each in sections if each.parent_id == section.parent_id and each.id != section.id]
    desk.sections.place(beside)
    before = {"step": step.title, "title": section.title, "role": section.role}
    record(desk, actor, project, "remove_section", section.title, now, before, None)
    changed(desk, project)

from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from consultations.domain.section import subtree
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.loading import get_locked_section, publish_change, record_act
from contracts.consultations import steps as ops
from contracts.refused import Refused


@command(ops.remove_section)
def remove_section(uow: UnitOfWork, actor: Actor, section_id: UUID) -> None:
    """Remove a section, and those under it, in which nobody wrote. Refuses: not_found, already_took_part."""
    project, step, section, now = get_locked_section(uow, section_id)
    sections = uow.sections.of_step(step.id)
    if uow.sections.is_written_in([section.id, *(other.id for other in subtree(sections, section.id))]):
        raise Refused("already_took_part")
    uow.sections.remove(section_id)
    beside = [
        other.id for other in sections if other.parent_id == section.parent_id and other.id != section.id
    ]
    uow.sections.place(beside)
    before = {"step": step.title, "title": section.title, "role": section.role}
    record_act(uow, actor, project, "remove_section", section.title, now, before, None)
    publish_change(uow, project)

from typing import Any
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from consultations import views
from consultations.domain.audit import differences
from consultations.domain.section import Section, placed, require_movable, require_same_rules, subtree
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.loading import get_locked_section, publish_change, record_act, require_fresh
from contracts.consultations import steps as ops
from contracts.refused import Refused


@command(ops.change_section, view=views.section)
def change_section(uow: UnitOfWork, actor: Actor, section_id: UUID, version: int, **changes: Any) -> Section:
    """Change what is given: texts, colours and places at any time, what people may do while the step is not
    open.

    Refuses: not_found, forbidden, stale_version, rules_frozen, section_too_deep, invalid_input.
    """
    project, step, section, now = get_locked_section(uow, section_id)
    if project.is_published and step.window.is_open(now):
        require_same_rules(section, changes)
    columns = {name: value for name, value in changes.items() if name not in ("parent_id", "position")}
    require_fresh(uow.sections.change(section_id, version, columns))
    if "parent_id" in changes or "position" in changes:
        _move(uow, section, changes.get("parent_id", section.parent_id), changes.get("position"))
    before, after = differences({name: getattr(section, name) for name in changes}, changes)
    record_act(uow, actor, project, "change_section", section.title, now, before, after)
    publish_change(uow, project)
    return uow.sections.find(section_id) or section


def _move(uow: UnitOfWork, section: Section, parent_id: UUID | None, position: int | None) -> None:
    """Under `parent_id`, at `position` (at the end when absent); both places stay without gaps."""
    sections = uow.sections.of_step(section.step_id)
    parent = next((other for other in sections if other.id == parent_id), None)
    if parent is None and parent_id is not None:
        raise Refused("invalid_input", fields={"parent_id": ["invalid"]})
    fall = require_movable(sections, section, parent) - section.depth
    if parent_id != section.parent_id:
        left = [
            other.id for other in sections if other.parent_id == section.parent_id and other.id != section.id
        ]
        uow.sections.put_under(section.id, parent_id)
        uow.sections.place(left)
    elif position is None:
        position = section.position
    moved = [section, *subtree(sections, section.id)]
    uow.sections.set_depths({other.id: other.depth + fall for other in moved} if fall else {})
    siblings = [other.id for other in sections if other.parent_id == parent_id]
    uow.sections.place(placed(siblings, section.id, position))

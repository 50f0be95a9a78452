"""Add an elector to a roll by hand."""

from typing import Any
from uuid import UUID, uuid4

from chassis.actor import Actor
from chassis.operations import command
from contracts.refused import Refused
from contracts.votation import rolls as ops
from votation import views
from votation.domain.elector import Elector
from votation.domain.roll import RollChange, new_place, require_draft, require_way_to_reach, tidied
from votation.domain.roll_lines import comparable_reference
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_locked_votation, record


@command(ops.add_elector, view=views.elector)
def add_elector(uow: UnitOfWork, actor: Actor, votation_id: UUID, reason: str, **elector: Any) -> Elector:
    """Refuses: not_found, forbidden, rules_frozen, elector_twice, invalid_input."""
    votation, now = get_locked_votation(uow, votation_id)
    require_draft(votation)
    elector = tidied(elector, (group.college for group in uow.electors.groups(votation_id)))
    require_way_to_reach(elector)
    if uow.rolls.has_reference(votation_id, comparable_reference(elector["reference"])):
        raise Refused("elector_twice")
    values = {**elector, **new_place(uow.keys, votation_id), "id": uuid4(), "votation_id": votation_id}
    added = uow.rolls.add_elector(values)
    if added is None:
        raise Refused("elector_twice")
    if votation.roll_by == "none":
        uow.votations.note(votation_id, {"roll_by": "import"})
    change = RollChange(votation_id, added.id, "elector_added", reason, {}, elector, now, actor.id)
    uow.rolls.note_change(change)
    record(uow, actor, votation, now, "elector_added")
    return added

"""Correct an elector: everything before freezing, afterwards how to reach them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from contracts.refused import Refused
from contracts.votation import rolls as ops
from votation import views
from votation.domain.elector import Elector
from votation.domain.roll import RollChange, require_correctable, require_way_to_reach, tidied
from votation.domain.votation import Votation
from votation.unit_of_work import UnitOfWork
from votation.use_cases.invite_elector import after_new_address
from votation.use_cases.loading import get_locked_votation, record


@command(ops.correct_elector, view=views.elector)
def correct_elector(uow: UnitOfWork, actor: Actor, elector_id: UUID, reason: str, **changes: Any) -> Elector:
    """What was and what is stays with the organiser; the audit says which fields.

    Refuses: not_found, forbidden, rules_frozen, elector_twice, invalid_input.
    """
    elector, votation, now = get_locked_elector(uow, elector_id)
    changes = tidied(changes, (group.college for group in uow.electors.groups(votation.id)))
    before = {name: getattr(elector, name) for name in changes}
    changes = {name: value for name, value in changes.items() if value != before[name]}
    require_correctable(votation.poll.state_at(now), frozenset(changes))
    require_way_to_reach({**vars(elector), **changes})
    if changes:
        before = {name: before[name] for name in changes}
        corrected = uow.rolls.change_elector(elector_id, changes)
        if corrected is None:
            raise Refused("elector_twice")
        elector = corrected
        if "email" in changes:  # whoever had the old address has neither code nor right any more
            for voter in (elector, *uow.electors.givers_of(elector_id)):
                uow.register.withdraw(voter.id)
            uow.electors.forget_code(elector_id)
            elector = after_new_address(uow, votation, elector, now)
        uow.rolls.note_change(
            RollChange(votation.id, elector_id, "elector_corrected", reason, before, changes, now, actor.id)
        )
        record(uow, actor, votation, now, "elector_corrected", {"fields": sorted(changes)})
    return elector


def get_locked_elector(uow: UnitOfWork, elector_id: UUID) -> tuple[Elector, Votation, datetime]:
    """An elector, as they are once the votation is held. Raises Refused: not_found, sign_in_required, forbidden."""
    known = uow.electors.find(elector_id)
    if known is None:
        raise Refused("not_found")
    votation, now = get_locked_votation(uow, known.votation_id)
    elector = uow.electors.find(elector_id)
    if elector is None:
        raise Refused("not_found")
    return elector, votation, now

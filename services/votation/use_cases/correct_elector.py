"""Correct an elector: everything before freezing, afterwards how to reach them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.actor import Actor
from contracts.refused import Refused
from votation.domain.desk import Desk
from votation.domain.elector import Elector
from votation.domain.roll import RollChange, require_correctable, require_way_to_reach, tidied
from votation.domain.votation import Votation
from votation.use_cases.access import held, record
from votation.use_cases.invite_elector import after_new_address


def correct_elector(
    desk: Desk, actor: Actor, elector_id: UUID, reason: str, **changes: Any
) -> tuple[Elector, int]:
    """The elector and how many proxies they hold. What was and what is stays with the organiser; the audit says
    which fields.

    Raises Refused: not_found, forbidden, rules_frozen, elector_twice, invalid_input.
    """
    elector, votation, now = held_elector(desk, elector_id)
    changes = tidied(changes, (group.college for group in desk.electors.groups(votation.id)))
    before = {name: getattr(elector, name) for name in changes}
    changes = {name: value for name, value in changes.items() if value != before[name]}
    require_correctable(votation.poll.state_at(now), frozenset(changes))
    require_way_to_reach({**vars(elector), **changes})
    if changes:
        before = {name: before[name] for name in changes}
        corrected = desk.rolls.change_elector(elector_id, changes)
        if corrected is None:
            raise Refused("elector_twice")
        elector = corrected
        if "email" in changes:  # whoever had the old address has neither code nor right any more
            for voter in (elector, *desk.electors.givers_of(elector_id)):
                desk.register.withdraw(voter.id)
            desk.electors.forget_code(elector_id)
            elector = after_new_address(desk, votation, elector, now)
        desk.rolls.note_change(
            RollChange(votation.id, elector_id, "elector_corrected", reason, before, changes, now, actor.id)
        )
        record(desk, actor, votation, now, "elector_corrected", {"fields": sorted(changes)})
    return elector, len(desk.electors.givers_of(elector_id))


def held_elector(desk: Desk, elector_id: UUID) -> tuple[Elector, Votation, datetime]:
    """An elector, as they are once the votation is held. Raises Refused: not_found, sign_in_required, forbidden."""
    known = desk.electors.find(elector_id)
    if known is None:
        raise Refused("not_found")
    votation, now = held(desk, known.votation_id)
    elector = desk.electors.find(elector_id)
    if elector is None:
        raise Refused("not_found")
    return elector, votation, now

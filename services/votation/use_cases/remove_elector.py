"""Take an elector off a roll."""

from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from contracts.votation import rolls as ops
from votation.domain.roll import RollChange, require_draft
from votation.unit_of_work import UnitOfWork
from votation.use_cases.correct_elector import get_locked_elector
from votation.use_cases.loading import record

KEPT = ("reference", "name", "email", "phone", "postal_code", "account_id", "college", "weight")


@command(ops.remove_elector)
def remove_elector(uow: UnitOfWork, actor: Actor, elector_id: UUID, reason: str) -> None:
    """Refuses: not_found, forbidden, rules_frozen."""
    elector, votation, now = get_locked_elector(uow, elector_id)
    require_draft(votation)
    before = {name: getattr(elector, name) for name in KEPT}
    uow.rolls.remove_elector(elector_id)
    uow.rolls.note_change(
        RollChange(votation.id, elector_id, "elector_removed", reason, before, {}, now, actor.id)
    )
    record(uow, actor, votation, now, "elector_removed")

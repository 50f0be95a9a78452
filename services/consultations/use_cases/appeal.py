from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from consultations.domain.moderation import STATE_AFTER
from consultations.unit_of_work import UnitOfWork
from contracts.consultations import moderation as ops
from contracts.refused import Refused


@command(ops.appeal)
def appeal(uow: UnitOfWork, actor: Actor, target: str, target_id: UUID, body: str) -> None:
    """Ask, once, that what was decided on one's own writing be looked at again.

    Refuses: not_found, already_appealed.
    """
    now = uow.lock_exclusive(target_id)
    writing = next(iter(uow.moderation.targets(target, [target_id])), None)
    if writing is None or actor.id is None or writing.author_id != actor.id:
        raise Refused("not_found")
    if writing.state not in STATE_AFTER.values() or not uow.moderation.may_appeal(writing):
        raise Refused("not_found")
    if not uow.moderation.appeal(writing, actor.id, body, now):
        raise Refused("already_appealed")
    uow.moderation.open_case(writing, "appeal", now)

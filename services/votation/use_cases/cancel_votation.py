from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from contracts.votation import votations as ops
from votation import views
from votation.domain.events import Happened
from votation.domain.votation import Votation
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_locked_votation, pass_to

CLEARED = {"breakdown": None, "count_proof": None, "result": None, "to_settle": None, "proclaiming": None}


@command(ops.cancel_votation, view=views.votation)
def cancel_votation(uow: UnitOfWork, actor: Actor, votation_id: UUID, version: int, reason: str) -> Votation:
    """Nothing of it will ever be counted; its box is destroyed unopened. Refuses: stale_version, result_frozen."""
    votation, now = get_locked_votation(uow, votation_id, version)
    cancelled = pass_to(
        uow, actor, votation, "cancel", now, "cancelled", {"reason": reason}, CLEARED | {"reason": reason}
    )
    uow.votations.forget_plain(votation_id)
    uow.enqueue("destroy_files", {"votation_id": str(votation_id)})
    uow.register.forget_batches(votation_id)
    uow.publish(Happened("cancelled", cancelled))
    return cancelled

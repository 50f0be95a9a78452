from uuid import UUID

from chassis.actor import Actor
from votation.domain.desk import Desk
from votation.domain.events import Happened
from votation.domain.votation import Votation
from votation.use_cases.access import held, pass_to

CLEARED = {"breakdown": None, "count_proof": None, "result": None, "to_settle": None, "proclaiming": None}


def cancel_votation(desk: Desk, actor: Actor, votation_id: UUID, version: int, reason: str) -> Votation:
    """Nothing of it will ever be counted; its box is destroyed unopened. Refuses: stale_version, result_frozen."""
    votation, now = held(desk, votation_id, version)
    cancelled = pass_to(
        desk, actor, votation, "cancel", now, "cancelled", {"reason": reason}, CLEARED | {"reason": reason}
    )
    desk.votations.forget_plain(votation_id)
    desk.enqueue("destroy_files", {"votation_id": str(votation_id)})
    desk.register.forget_batches(votation_id)
    desk.tell(Happened("cancelled", cancelled))
    return cancelled

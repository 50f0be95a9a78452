from typing import Any
from uuid import UUID

from chassis.operations import command
from contracts.refused import Refused
from contracts.votation import internal as ops
from votation.domain import register
from votation.unit_of_work import UnitOfWork


@command(ops.consume_right)
def consume_right(uow: UnitOfWork, votation_id: UUID, right_hash: str) -> dict[str, Any]:
    """Use a right up: its elector has signed. The cell of the ballot, and nothing of the elector.

    A used right answers the same for ever. Refuses: right_not_valid, not_open_yet, closed, suspended, cancelled.
    """
    hashed = register.hash_from(right_hash)
    uow.lock_shared(votation_id)
    right = uow.register.get_locked_right(votation_id, hashed)
    if right is None:
        raise Refused("right_not_valid")
    if not right.consumed:
        # The time after the right is held: of two attempts, one that is refused for good is never before one that is not.
        right.poll.require_usable(uow.now(), right.issued_at)
        uow.register.consume(hashed)
    return {"cell": right.cell}

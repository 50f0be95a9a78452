from collections.abc import Sequence
from typing import Any
from uuid import UUID

from chassis.operations import command
from contracts.votation import internal as ops
from votation.domain import register
from votation.unit_of_work import UnitOfWork


@command(ops.sign_register)
def sign_register(uow: UnitOfWork, votation_id: UUID, rights: Sequence[str]) -> dict[str, Any]:
    """Write the signatures of a batch that is on the board, and forget its rights. The same again changes nothing.

    Nobody is told before closing: a letter sent now would tell whoever sees it in which batch its elector is.
    """
    hashes = [register.hash_from(right) for right in rights]
    now = uow.lock_shared(votation_id)
    return {"signed": len(uow.register.sign(votation_id, hashes, now.date()))}


@command(ops.rights_used)
def rights_used(uow: UnitOfWork, votation_id: UUID, rights: Sequence[str]) -> dict[str, Any]:
    """Of the rights of a batch that is to go on the board, those that were used. The others were never this register's."""
    hashes = [register.hash_from(right) for right in rights]
    uow.lock_shared(votation_id)
    uow.register.hold_still()
    return {"used": sorted(right.hex() for right in uow.register.used_among(votation_id, hashes))}

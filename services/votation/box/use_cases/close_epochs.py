import contextlib
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from contracts.refused import Refused
from formats import board
from votation.box.domain.box import Box
from votation.box.domain.events import EpochClosed
from votation.box.unit_of_work import Register, Transactions, UnitOfWork, board_lock


def close_full_epochs(transaction: Transactions, register: Register, votation_id: UUID | None = None) -> int:
    """Put every cell that has a whole batch on the board. How many batches.

    Each bears the end of the register's log, so that what the log said by then stays said. While the register is away
    batches wait: they could not be signed for either.
    """
    with transaction() as uow:
        full = [(*place, rights_in(uow, *place)) for place in uow.boards.full_cells(votation_id)]
    closed = 0
    for of_votation, cell, rights in full:
        with contextlib.suppress(Refused):  # the register is away: at the next pass
            used, head = register.confirm(of_votation, sorted(rights)), register.log_head(of_votation)
            with transaction() as uow:
                now = uow.lock_exclusive(board_lock(of_votation))
                closed += close_epoch(uow, of_votation, cell, now.date().isoformat(), used, head, whole=True)
    return closed


def rights_in(uow: UnitOfWork, votation_id: UUID, cell: str) -> set[bytes]:
    """The rights of a cell's accepted ballots that are not on the board yet."""
    return {ballot["right_hash"] for ballot in uow.boards.waiting(votation_id, cell)}


def close_epoch(
    uow: UnitOfWork, votation_id: UUID, cell: str, day: str, used: set[bytes], log: str, *, whole: bool
) -> bool:
    """Move a cell's accepted ballots to the board, sorted by hash, and forget which right each came with.

    Under the board's lock. `used`: the rights that the register confirmed; what came with another stays. `whole`: a
    batch that is short stays until closing.
    """
    box = uow.boxes.find(votation_id)
    assert box is not None  # noqa: S101
    batch = [ballot for ballot in uow.boards.waiting(votation_id, cell) if ballot["right_hash"] in used]
    if box.state != "open" or not batch or (whole and len(batch) < (box.batch or 0)):
        return False
    record = _record(uow, box, cell, day, batch, log)
    uow.boards.add_epoch(votation_id, record, batch)
    uow.publish(EpochClosed(votation_id, box.organisation_id, record["number"], record["root"]))
    return True


def _record(
    uow: UnitOfWork, box: Box, cell: str, day: str, batch: Sequence[Mapping[str, Any]], log: str
) -> dict[str, Any]:
    return board.epoch(
        str(box.votation_id),
        box.manifest_hash or "",
        box.epochs + 1,
        cell,
        [ballot["ballot_hash"].hex() for ballot in batch],
        sum(ballot["by_server"] for ballot in batch),
        day,
        box.root or "",
        uow.keys.board_seed(box.votation_id),
        log if board.has_log_heads(box.rules()) else None,
    )


def have_signed(transaction: Transactions, register: Register, votation_id: UUID | None = None) -> int:
    """Have the electors of each batch on the board sign, then forget the batch's rights. How many batches.

    What cannot be signed now waits for the next pass, and holds up nothing else.
    """
    with transaction() as uow:
        unsigned = uow.boards.unsigned(votation_id)
    signed = 0
    for of_votation, epoch, rights in unsigned:
        with contextlib.suppress(Refused):
            register.sign(of_votation, rights)
            with transaction() as uow:
                uow.boards.forget_rights(of_votation, epoch)
            signed += 1
    return signed

import contextlib
from typing import Any
from uuid import UUID

from contracts.refused import Refused
from votation.box.domain.desk import Desk, Desks, LogHead, Sign, board_lock
from votation.box.domain.events import EpochClosed
from votation.domain import board


def close_full_epochs(desks: Desks, log_head: LogHead, votation_id: UUID | None = None) -> int:
    """Put every cell that has a whole batch on the board. How many batches.

    Each bears the end of the register's log, so that what the log said by then stays said. While the register is away
    batches wait: they could not be signed for either.
    """
    with desks() as desk:
        full = desk.boards.full_cells(votation_id)
    closed = 0
    for of_votation, cell in full:
        with contextlib.suppress(Refused):
            head = log_head(of_votation)
            with desks() as desk:
                now = desk.lock_exclusive(board_lock(of_votation))
                close_epoch(desk, of_votation, cell, now.date().isoformat(), head, whole=True)
            closed += 1
    return closed


def close_epoch(desk: Desk, votation_id: UUID, cell: str, day: str, log: str, *, whole: bool) -> None:
    """Move a cell's accepted ballots to the board, sorted by hash, and forget which right each came with.

    Under the board's lock. `whole`: a batch that is short stays until closing.
    """
    box = desk.boxes.find(votation_id)
    assert box is not None  # noqa: S101
    if whole and (votation_id, cell) not in desk.boards.full_cells(votation_id):
        return
    batch: list[dict[str, Any]] = sorted(
        desk.boards.take_batch(votation_id, cell), key=lambda ballot: ballot["ballot_hash"]
    )
    if not batch:
        return
    record = board.epoch(
        str(votation_id),
        box.manifest_hash or "",
        box.epochs + 1,
        cell,
        [ballot["ballot_hash"].hex() for ballot in batch],
        sum(ballot["by_server"] for ballot in batch),
        day,
        box.root or "",
        desk.keys.board_seed(votation_id),
        log if board.has_log_heads(box.rules()) else None,
    )
    desk.boards.add_epoch(votation_id, record, batch, box.ballots + 1)
    desk.tell(EpochClosed(votation_id, box.organisation_id, record["number"], record["root"]))


def have_signed(desks: Desks, sign: Sign, votation_id: UUID | None = None) -> int:
    """Have the electors of each batch on the board sign, then forget the batch's rights. How many batches.

    What cannot be signed now waits for the next pass, and holds up nothing else.
    """
    with desks() as desk:
        unsigned = desk.boards.unsigned(votation_id)
    signed = 0
    for of_votation, epoch, rights in unsigned:
        with contextlib.suppress(Refused):
            sign(of_votation, rights)
            with desks() as desk:
                desk.boards.forget_rights(of_votation, epoch)
            signed += 1
    return signed

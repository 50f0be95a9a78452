from typing import Any
from uuid import UUID

from chassis.operations import BeforeTransaction, command
from contracts.box import internal as ops
from contracts.refused import Refused
from votation.box.unit_of_work import Register, Transactions, UnitOfWork, board_lock
from votation.box.use_cases.close_epochs import close_epoch, have_signed, rights_in
from votation.box.use_cases.register_client import RegisterClient
from votation.box.use_cases.settle_ballots import settle_ballots


def finish_box(before: BeforeTransaction[UnitOfWork], votation_id: UUID) -> None:
    """As `finish`, in nobody's name: the register is not asked within the time that the call has left."""
    alone: BeforeTransaction[UnitOfWork] = BeforeTransaction(before.service)
    finish(alone.transaction, RegisterClient(alone.ask), votation_id)


@command(ops.close_box, preload=finish_box)
def close_box(uow: UnitOfWork, votation_id: UUID) -> dict[str, Any]:
    """What is on the board; `settled` is false while something is still on its way. Refuses: not_found."""
    box = uow.boxes.find(votation_id)
    assert box is not None  # noqa: S101 - it was finished
    return {
        "settled": box.state in ("closed", "counted") and not uow.boards.has_unsigned(votation_id),
        "cells": uow.boards.by_cell(votation_id),
        "root": box.root or "",
        "without_right": uow.boxes.without_right(votation_id),
    }


def finish(transaction: Transactions, register: Register, votation_id: UUID) -> None:
    """Settle what is unsettled, put the last batches on the board, have everyone sign.

    Called when the register takes no right any more.
    """
    settle_ballots(transaction, register, votation_id, at_once=True)
    with transaction() as uow:
        is_open = _can_close(uow, votation_id)
        rights = _rights_left(uow, votation_id)
    if is_open:
        used, head = register.confirm(votation_id, sorted(rights)), register.log_head(votation_id)
        with transaction() as uow:
            _close(uow, votation_id, rights, used, head)
    have_signed(transaction, register, votation_id)


def _rights_left(uow: UnitOfWork, votation_id: UUID) -> set[bytes]:
    cells = uow.boards.cells(votation_id)
    return {right for cell in cells for right in rights_in(uow, votation_id, cell)}


def _close(uow: UnitOfWork, votation_id: UUID, rights: set[bytes], used: set[bytes], log: str) -> None:
    """Unless a ballot was accepted meanwhile. One with a right that was never used stays out, and is told by number."""
    now = uow.lock_exclusive(board_lock(votation_id))
    if not _can_close(uow, votation_id) or _rights_left(uow, votation_id) - rights:
        return
    for cell in uow.boards.cells(votation_id):
        close_epoch(uow, votation_id, cell, now.date().isoformat(), used, log, whole=False)
    if rights - used:
        uow.boxes.set_aside(votation_id, len(rights - used))
    uow.boxes.pass_to(votation_id, "closed")
    uow.boards.clear(votation_id)


def _can_close(uow: UnitOfWork, votation_id: UUID) -> bool:
    """Whether it is open and nothing is on its way. Refuses: not_found."""
    box = uow.boxes.find(votation_id)
    if box is None:
        raise Refused("not_found")
    return box.state == "open" and not uow.boxes.pending(votation_id)

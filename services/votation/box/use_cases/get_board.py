"""What anyone may read of a box."""

from typing import Any
from uuid import UUID

from chassis.operations import query
from chassis.pages import Order, integer
from contracts.box import board as ops
from contracts.refused import Refused
from votation.box.domain.box import Box
from votation.box.unit_of_work import UnitOfWork

LATEST_FIRST = Order("board", lambda epoch: (epoch["number"],), integer)


def get_opened_box(uow: UnitOfWork, votation_id: UUID) -> Box:
    """Raises Refused(not_found) for a box without a manifest."""
    box = uow.boxes.find(votation_id)
    if box is None or box.manifest is None:
        raise Refused("not_found")
    return box


@query(ops.get_board)
def get_board(uow: UnitOfWork, votation_id: UUID) -> dict[str, Any]:
    """How far the board is. Refuses: not_found."""
    box = get_opened_box(uow, votation_id)
    return {
        "votation_id": votation_id,
        "manifest_hash": box.manifest_hash,
        "epochs": box.epochs,
        "ballots": box.ballots,
        "root": box.root,
        "is_closed": box.state != "open",
    }


@query(ops.list_epochs)
def list_epochs(uow: UnitOfWork, votation_id: UUID, cursor: str | None, limit: int) -> dict[str, Any]:
    """The latest first. Refuses: not_found, cursor_invalid."""
    box = get_opened_box(uow, votation_id)
    (before,) = LATEST_FIRST.after(cursor) or (None,)
    return LATEST_FIRST.page(uow.boards.page(box.votation_id, before, limit), limit)


@query(ops.get_epoch)
def get_epoch(uow: UnitOfWork, votation_id: UUID, number: int) -> dict[str, Any]:
    """Refuses: not_found."""
    epoch = uow.boards.epoch(get_opened_box(uow, votation_id).votation_id, number)
    if epoch is None:
        raise Refused("not_found")
    return epoch


@query(ops.find_ballot)
def find_ballot(uow: UnitOfWork, votation_id: UUID, ballot: str) -> dict[str, Any]:
    """Where a ballot stands, by its hash. Refuses: not_found."""
    uow.boxes.hold_still()
    get_opened_box(uow, votation_id)
    try:
        hashed = bytes.fromhex(ballot)
    except ValueError:
        raise Refused("not_found") from None
    number = uow.boxes.epoch_of(votation_id, hashed)
    if number is None and not uow.boxes.is_waiting(votation_id, hashed):
        raise Refused("not_found")
    return {"ballot": ballot, "waiting": number is None, "number": number}

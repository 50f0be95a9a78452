"""What anyone may read of a box."""

from typing import Any
from uuid import UUID

from contracts.refused import Refused
from votation.box.domain.box import Box
from votation.box.domain.unit_of_work import UnitOfWork


def opened(uow: UnitOfWork, votation_id: UUID) -> Box:
    """Raises Refused(not_found) for a box without a manifest."""
    box = uow.boxes.find(votation_id)
    if box is None or box.manifest is None:
        raise Refused("not_found")
    return box


def get_board(uow: UnitOfWork, votation_id: UUID) -> dict[str, Any]:
    box = opened(uow, votation_id)
    return {
        "votation_id": votation_id,
        "manifest_hash": box.manifest_hash,
        "epochs": box.epochs,
        "ballots": box.ballots,
        "root": box.root,
        "is_closed": box.state != "open",
    }


def find_ballot(uow: UnitOfWork, votation_id: UUID, ballot: str) -> dict[str, Any]:
    """Where a ballot stands, by its hash. Refuses: not_found."""
    opened(uow, votation_id)
    try:
        hashed = bytes.fromhex(ballot)
    except ValueError:
        raise Refused("not_found") from None
    number = uow.boxes.epoch_of(votation_id, hashed)
    if number is None and not uow.boxes.is_waiting(votation_id, hashed):
        raise Refused("not_found")
    return {"ballot": ballot, "waiting": number is None, "number": number}


def get_count(uow: UnitOfWork, votation_id: UUID) -> dict[str, Any]:
    box = opened(uow, votation_id)
    count = uow.counts.find(votation_id)
    state, error = (count.state, count.error) if count else ("none", None)
    if count is not None and count.state == "running" and not count.is_leased:
        state, error = "failed", "interrupted"  # its process died: the shares are to be given again
    return {
        "votation_id": votation_id,
        "state": state,
        "progress": count.progress if count else 0,
        "ballots": box.ballots,
        "error": error,
    }

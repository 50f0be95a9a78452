"""What anyone may read of a box."""

from typing import Any
from uuid import UUID

from contracts.refused import Refused
from votation.box.domain.box import Box
from votation.box.domain.desk import Desk


def opened(desk: Desk, votation_id: UUID) -> Box:
    """Raises Refused(not_found) for a box without a manifest."""
    box = desk.boxes.find(votation_id)
    if box is None or box.manifest is None:
        raise Refused("not_found")
    return box


def get_board(desk: Desk, votation_id: UUID) -> dict[str, Any]:
    box = opened(desk, votation_id)
    return {
        "votation_id": votation_id,
        "manifest_hash": box.manifest_hash,
        "epochs": box.epochs,
        "ballots": box.ballots,
        "root": box.root,
        "is_closed": box.state != "open",
    }


def find_ballot(desk: Desk, votation_id: UUID, ballot: str) -> dict[str, Any]:
    """Where a ballot stands, by its hash. Refuses: not_found."""
    opened(desk, votation_id)
    try:
        hashed = bytes.fromhex(ballot)
    except ValueError:
        raise Refused("not_found") from None
    number = desk.boxes.epoch_of(votation_id, hashed)
    if number is None and not desk.boxes.is_waiting(votation_id, hashed):
        raise Refused("not_found")
    return {"ballot": ballot, "waiting": number is None, "number": number}


def get_count(desk: Desk, votation_id: UUID) -> dict[str, Any]:
    box = opened(desk, votation_id)
    count = desk.counts.find(votation_id)
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

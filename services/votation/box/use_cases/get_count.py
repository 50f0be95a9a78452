"""How far the count of a box is."""

from typing import Any
from uuid import UUID

from chassis.operations import query
from contracts.box import board as ops
from votation.box.unit_of_work import UnitOfWork
from votation.box.use_cases.get_board import get_opened_box


@query(ops.get_count)
def get_count(uow: UnitOfWork, votation_id: UUID) -> dict[str, Any]:
    """Refuses: not_found."""
    box = get_opened_box(uow, votation_id)
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

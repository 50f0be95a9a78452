"""What the register takes over of a box that was counted."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from chassis.actor import NOBODY
from contracts.refused import Refused
from votation.domain import lifecycle
from votation.domain.events import Happened
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_stored_votation, pass_to


def note_counted(uow: UnitOfWork, votation_id: UUID) -> None:
    """The box was counted. A second time changes nothing. Raises Refused(not_closed): to be heard again later."""
    now = uow.lock_exclusive(votation_id)
    votation = get_stored_votation(uow, votation_id)
    if votation.state not in lifecycle.OVER:
        raise Refused("not_closed")
    if votation.state != "closed":
        return
    counted = pass_to(uow, NOBODY, votation, "count", now, "counted")
    uow.publish(Happened("counted", counted))


def keep_plain(
    uow: UnitOfWork,
    votation_id: UUID,
    ballots: Sequence[dict[str, Any]],
    breakdown: str | None,
    proof: Mapping[str, Any] | None,
) -> None:
    """Keep what the box counted, and have the result computed."""
    uow.lock_exclusive(votation_id)
    votation = get_stored_votation(uow, votation_id)
    if votation.plain_read or votation.state != "counted":
        return
    uow.votations.keep_plain(votation_id, [_row(ballot) for ballot in ballots])
    uow.votations.note(votation_id, {"plain_read": True, "breakdown": breakdown, "count_proof": proof})
    uow.enqueue("compute_result", {"votation_id": str(votation_id)})


def _row(ballot: dict[str, Any]) -> tuple[str, str, int]:
    content = {name: value for name, value in ballot.items() if name in ("a", "null")}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return ballot["g"], text, ballot["n"]

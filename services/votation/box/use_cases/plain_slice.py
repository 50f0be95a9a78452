import json
from typing import Any
from uuid import UUID

from chassis.operations import query
from contracts.box import internal as ops
from contracts.refused import Refused
from votation.box.domain.box import Box, Count
from votation.box.unit_of_work import UnitOfWork
from votation.box.use_cases.get_board import get_opened_box


@query(ops.plain_slice)
def plain_slice(uow: UnitOfWork, votation_id: UUID, after: int, limit: int) -> dict[str, Any]:
    """The counted ballots by group, each content once with its number. Refuses: not_counted."""
    box = get_opened_box(uow, votation_id)
    if box.state != "counted":
        raise Refused("not_counted")
    count = uow.counts.find(votation_id)
    rows = uow.counts.plain(votation_id, after, limit)
    plain = [{**json.loads(row["content"]), "g": row["published"], "n": row["ballots"]} for row in rows]
    return {
        "plain": plain,
        "breakdown": count.breakdown if count else None,
        "proof": _proof(uow, box, count),
    }


def _proof(uow: UnitOfWork, box: Box, count: Count | None) -> dict[str, Any]:
    last = uow.boards.epoch(box.votation_id, box.epochs) if box.epochs else None
    return {
        "shares": list(count.shares or ()) if count else [],
        "by_server": uow.boards.by_server(box.votation_id),
        "signature": last["signature"] if last else "",
    }

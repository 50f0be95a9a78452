import json
from typing import Any
from uuid import UUID

from contracts.refused import Refused
from votation.box.domain.desk import Desk
from votation.box.use_cases.read_board import opened


def plain_slice(desk: Desk, votation_id: UUID, after: int, limit: int) -> dict[str, Any]:
    """The counted ballots by cell, each content once with its number. Refuses: not_counted."""
    box = opened(desk, votation_id)
    if box.state != "counted":
        raise Refused("not_counted")
    rows = desk.counts.plain(votation_id, after, limit)
    return {"plain": [{**json.loads(row["content"]), "g": row["cell"], "n": row["ballots"]} for row in rows]}

"""The board: batches of ballots, each chained to all before it, and the rights they came with until these signed."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

FULL_CELLS = text(
    """
    SELECT i.votation_id, i.cell FROM intake i JOIN box b ON b.votation_id = i.votation_id
    WHERE i.accepted AND b.state = 'open' AND (CAST(:votation_id AS uuid) IS NULL OR i.votation_id = :votation_id)
    GROUP BY i.votation_id, i.cell, b.batch HAVING count(*) >= b.batch
    ORDER BY i.votation_id, i.cell LIMIT 50
    """
)
CELLS = text("SELECT DISTINCT cell FROM intake WHERE votation_id = :votation_id AND accepted ORDER BY cell")
WAITING = text(
    """
    SELECT right_hash, ballot_hash, by_server FROM intake
    WHERE votation_id = :votation_id AND cell = :cell AND accepted ORDER BY ballot_hash
    """
)
PUT_BATCH = text("SELECT put_batch(:votation_id, :cell, CAST(:rights AS bytea[]), :number, :record)")
UNSIGNED = text(
    """
    SELECT votation_id, epoch, array_agg(right_hash ORDER BY right_hash) AS rights FROM spent_right
    WHERE (CAST(:votation_id AS uuid) IS NULL OR votation_id = :votation_id)
    GROUP BY votation_id, epoch ORDER BY random() LIMIT 50
    """
)
FORGET = text("SELECT forget_spent_rights(:votation_id, :epoch)")
CLEAR = text("SELECT clear_intake(:votation_id)")
ANY_SPENT = text("SELECT EXISTS (SELECT FROM spent_right WHERE votation_id = :votation_id)")
BY_CELL = text(
    "SELECT cell, sum(ballots)::integer AS ballots FROM epoch WHERE votation_id = :votation_id GROUP BY cell"
)
PAGE = text(
    """
    SELECT record FROM epoch WHERE votation_id = :votation_id AND (CAST(:before AS integer) IS NULL OR number < :before)
    ORDER BY number DESC LIMIT :limit
    """
)
ONE = text("SELECT record FROM epoch WHERE votation_id = :votation_id AND number = :number")
IN_ORDER = text(
    "SELECT number, record FROM epoch WHERE votation_id = :votation_id AND number > :after ORDER BY number LIMIT :limit"
)
SEALED = text(
    """
    SELECT b.place, b.sealed, e.cell FROM board b
    JOIN epoch e ON e.votation_id = b.votation_id AND e.number = b.epoch
    WHERE b.votation_id = :votation_id AND b.place > :after ORDER BY b.place LIMIT :limit
    """
)
WIPE = (
    "DELETE FROM plain_ballot WHERE votation_id = :votation_id",
    "DELETE FROM board WHERE votation_id = :votation_id",
    "SELECT clear_intake(:votation_id)",
    "SELECT forget_spent_rights(:votation_id, NULL)",
)
BY_SERVER = text(
    "SELECT coalesce(sum((CAST(record AS jsonb) ->> 'by_server')::integer), 0) FROM epoch WHERE votation_id = :votation_id"
)


class StoredBoards:
    """Written under the board's exclusive lock, so that the chain has one end."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def full_cells(self, votation_id: UUID | None = None) -> list[tuple[UUID, str]]:
        rows = self._connection.execute(FULL_CELLS, {"votation_id": votation_id})
        return [(row.votation_id, row.cell) for row in rows]

    def cells(self, votation_id: UUID) -> list[str]:
        return list(self._connection.execute(CELLS, {"votation_id": votation_id}).scalars())

    def waiting(self, votation_id: UUID, cell: str) -> list[dict[str, Any]]:
        """The accepted ballots of a cell that are not on the board yet, by hash: right, hash, whether the server sealed."""
        rows = self._connection.execute(WAITING, {"votation_id": votation_id, "cell": cell})
        return [{name: _bytes(value) for name, value in row.items()} for row in rows.mappings()]

    def add_epoch(
        self, votation_id: UUID, record: Mapping[str, Any], batch: Sequence[Mapping[str, Any]]
    ) -> None:
        """Move a batch to the board, in the order of its record; its rights wait until their electors have signed."""
        self._connection.execute(
            PUT_BATCH,
            {
                "votation_id": votation_id,
                "cell": record["cell"],
                "rights": [ballot["right_hash"] for ballot in batch],
                "number": record["number"],
                "record": json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False),
            },
        )

    def clear(self, votation_id: UUID) -> None:
        """What is left in the intake of a closed box goes, with every trace of what was there."""
        self._connection.execute(CLEAR, {"votation_id": votation_id})

    def unsigned(self, votation_id: UUID | None = None) -> list[tuple[UUID, int, list[bytes]]]:
        """Batches whose electors have still to sign."""
        rows = self._connection.execute(UNSIGNED, {"votation_id": votation_id})
        return [(row.votation_id, row.epoch, [bytes(right) for right in row.rights]) for row in rows]

    def forget_rights(self, votation_id: UUID, epoch: int) -> None:
        self._connection.execute(FORGET, {"votation_id": votation_id, "epoch": epoch})

    def has_unsigned(self, votation_id: UUID) -> bool:
        return bool(self._connection.execute(ANY_SPENT, {"votation_id": votation_id}).scalar_one())

    def by_cell(self, votation_id: UUID) -> dict[str, int]:
        rows = self._connection.execute(BY_CELL, {"votation_id": votation_id})
        return {row.cell: row.ballots for row in rows}

    def by_server(self, votation_id: UUID) -> int:
        return int(self._connection.execute(BY_SERVER, {"votation_id": votation_id}).scalar_one())

    def page(self, votation_id: UUID, before: int | None, limit: int) -> list[dict[str, Any]]:
        """The latest first; one more than `limit` when there are more."""
        parameters = {"votation_id": votation_id, "before": before, "limit": limit + 1}
        return [json.loads(record) for record in self._connection.execute(PAGE, parameters).scalars()]

    def epoch(self, votation_id: UUID, number: int) -> dict[str, Any] | None:
        row = self._connection.execute(ONE, {"votation_id": votation_id, "number": number})
        record: str | None = row.scalar_one_or_none()
        return None if record is None else dict(json.loads(record))

    def in_order(self, votation_id: UUID, after: int, limit: int) -> list[tuple[int, str]]:
        """(number, record as text) after a number, in order."""
        parameters = {"votation_id": votation_id, "after": after, "limit": limit}
        return [(row.number, row.record) for row in self._connection.execute(IN_ORDER, parameters)]

    def sealed(self, votation_id: UUID, after: int, limit: int) -> list[tuple[int, bytes, str]]:
        """(place, sealed ballot, cell) after a place, in the order of the board."""
        parameters = {"votation_id": votation_id, "after": after, "limit": limit}
        return [
            (row.place, bytes(row.sealed), row.cell) for row in self._connection.execute(SEALED, parameters)
        ]

    def wipe(self, votation_id: UUID) -> None:
        for statement in WIPE:
            self._connection.execute(text(statement), {"votation_id": votation_id})


def _bytes(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value

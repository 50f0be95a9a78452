"""Electors, found one at a time or counted in groups. Filling and correcting rolls is in `storage.rolls`."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, text

from votation.domain.cells import Group
from votation.domain.elector import Code, Elector
from votation.storage.tables import elector

GROUPS = text(
    """
    SELECT college, weight, count(*) AS electors FROM elector WHERE votation_id = :votation_id
    GROUP BY college, weight ORDER BY college, weight
    """
)
PUT_IN_CELLS = text(
    """
    UPDATE elector SET cell = c.cell
    FROM unnest(CAST(:colleges AS text[]), CAST(:weights AS integer[]), CAST(:cells AS text[])) c (college, weight, cell)
    WHERE votation_id = :votation_id AND elector.college = c.college AND elector.weight = c.weight
    """
)
CELLS = text("SELECT DISTINCT college, weight, cell FROM elector WHERE votation_id = :votation_id")
ROLL = text("SELECT mark, cell FROM elector WHERE votation_id = :votation_id ORDER BY mark")
BY_MARK = text("SELECT id FROM elector WHERE votation_id = :votation_id AND mark = :mark")
MARKS = text(
    """
    SELECT e.mark, e.cell, (s.elector_id IS NOT NULL) AS signed
    FROM elector e LEFT JOIN signed s ON s.elector_id = e.id
    WHERE e.votation_id = :votation_id ORDER BY e.mark
    """
)
CODE = text("SELECT * FROM code WHERE elector_id = :elector_id FOR UPDATE")
KEEP_CODE = text(
    """
    INSERT INTO code (elector_id, letter_id, expires_at, tries, asked, counted_from)
    VALUES (:elector_id, :letter_id, :expires_at, :tries, :asked, :counted_from)
    ON CONFLICT (elector_id) DO UPDATE SET letter_id = excluded.letter_id, expires_at = excluded.expires_at,
        tries = excluded.tries, asked = excluded.asked, counted_from = excluded.counted_from
    """
)
UNREACHABLE = text(
    "SELECT count(*) FROM elector WHERE votation_id = :votation_id AND email IS NULL AND account_id IS NULL"
)
MOST_PROXIES = text(
    """
    SELECT coalesce(max(held), 0) FROM (
        SELECT count(*) AS held FROM elector
        WHERE votation_id = :votation_id AND proxy_to IS NOT NULL GROUP BY proxy_to
    ) holders
    """
)
TRY_CODE = text("UPDATE code SET tries = tries + 1 WHERE elector_id = :elector_id")


class StoredElectors:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, elector_id: UUID) -> Elector | None:
        return self._one(elector.c.id == elector_id)

    def by_link(self, votation_id: UUID, hashed: bytes) -> Elector | None:
        return self._one((elector.c.link_hash == hashed) & (elector.c.votation_id == votation_id))

    def by_mark(self, votation_id: UUID, mark: str) -> UUID | None:
        """Whose mark of the published register it is."""
        parameters = {"votation_id": votation_id, "mark": mark}
        elector_id: UUID | None = self._connection.execute(BY_MARK, parameters).scalar_one_or_none()
        return elector_id

    def by_account(self, votation_id: UUID, account_id: UUID) -> Elector | None:
        return self._one((elector.c.account_id == account_id) & (elector.c.votation_id == votation_id))

    def _one(self, condition: Any) -> Elector | None:
        row = self._connection.execute(select(elector).where(condition)).mappings().one_or_none()
        return None if row is None else Elector(**row)

    def givers_of(self, holder_id: UUID) -> list[Elector]:
        """Those whose vote the elector holds."""
        statement = select(elector).where(elector.c.proxy_to == holder_id).order_by(elector.c.reference)
        return [Elector(**row) for row in self._connection.execute(statement).mappings()]

    def groups(self, votation_id: UUID) -> list[Group]:
        """How many electors there are of each college and weight."""
        rows = self._connection.execute(GROUPS, {"votation_id": votation_id})
        return [Group(row.college, row.weight, row.electors) for row in rows]

    def put_in_cells(self, votation_id: UUID, cells: Mapping[tuple[str, int], str]) -> None:
        self._connection.execute(
            PUT_IN_CELLS,
            {
                "votation_id": votation_id,
                "colleges": [college for college, _ in cells],
                "weights": [weight for _, weight in cells],
                "cells": list(cells.values()),
            },
        )

    def cells(self, votation_id: UUID) -> dict[tuple[str, int], str]:
        """In which cell electors of each college and weight were put."""
        rows = self._connection.execute(CELLS, {"votation_id": votation_id})
        return {(row.college, row.weight): row.cell for row in rows}

    def roll(self, votation_id: UUID) -> list[tuple[str, str]]:
        """(mark, cell) of everyone, by mark."""
        rows = self._connection.execute(ROLL, {"votation_id": votation_id})
        return [(row.mark, row.cell) for row in rows]

    def marks(self, votation_id: UUID) -> list[tuple[str, str, bool]]:
        """(mark, cell, signed) of everyone, by mark."""
        rows = self._connection.execute(MARKS, {"votation_id": votation_id})
        return [(row.mark, row.cell, row.signed) for row in rows]

    def code_of(self, elector_id: UUID) -> Code | None:
        row = self._connection.execute(CODE, {"elector_id": elector_id}).mappings().one_or_none()
        return None if row is None else Code(**row)

    def keep_code(self, code: Code) -> None:
        self._connection.execute(KEEP_CODE, vars(code))

    def record_attempt(self, elector_id: UUID) -> None:
        self._connection.execute(TRY_CODE, {"elector_id": elector_id})

    def forget_code(self, elector_id: UUID) -> None:
        self._connection.execute(text("DELETE FROM code WHERE elector_id = :id"), {"id": elector_id})

    def unreachable(self, votation_id: UUID) -> int:
        """How many have neither an address to be mailed at nor an account: nobody could hand them a right."""
        return int(self._connection.execute(UNREACHABLE, {"votation_id": votation_id}).scalar_one())

    def most_proxies(self, votation_id: UUID) -> int:
        """How many proxies the one holds who holds most."""
        return int(self._connection.execute(MOST_PROXIES, {"votation_id": votation_id}).scalar_one())

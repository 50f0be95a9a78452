"""One-time rights and signatures: who may still put a ballot in the box, and who did."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from votation.domain.register import HeldRight, Issued

HOLD = text(
    """
    SELECT r.consumed, r.issued_at, e.cell, v.state, v.opens_at, v.closes_at, v.grace_seconds
    FROM voting_right r JOIN elector e ON e.id = r.elector_id JOIN votation v ON v.id = r.votation_id
    WHERE r.right_hash = :right_hash AND r.votation_id = :votation_id FOR UPDATE OF r
    """
)
CONSUME = text("UPDATE voting_right SET consumed = true, salt = NULL WHERE right_hash = :right_hash")
WITHDRAW = text("DELETE FROM voting_right WHERE elector_id = :elector_id AND NOT consumed")
ISSUED_TO = text("SELECT salt, consumed FROM voting_right WHERE elector_id = :elector_id")
# In the way stands a used right, which stays, or an unused one that was issued before rights could be made again.
ISSUE = text(
    """
    INSERT INTO voting_right (right_hash, votation_id, elector_id, salt, issued_at)
    VALUES (:right_hash, :votation_id, :elector_id, :salt, :issued_at)
    ON CONFLICT (elector_id) DO UPDATE SET right_hash = excluded.right_hash, salt = excluded.salt,
        issued_at = excluded.issued_at
    WHERE NOT voting_right.consumed AND voting_right.salt IS NULL RETURNING 1
    """
)
HAS_SIGNED = text(
    """
    SELECT e.id FROM unnest(CAST(:ids AS uuid[])) e (id)
    WHERE EXISTS (SELECT FROM signature s WHERE s.elector_id = e.id)
       OR EXISTS (SELECT FROM voting_right r WHERE r.elector_id = e.id AND r.consumed)
    """
)
# Sorted by elector, in one statement: neither the order of the rows nor their transaction tells who was when.
SIGN = text(
    """
    WITH used AS (
        DELETE FROM voting_right WHERE votation_id = :votation_id AND consumed
            AND right_hash = ANY(CAST(:rights AS bytea[])) RETURNING elector_id
    )
    INSERT INTO signature (votation_id, elector_id, signed_on)
    SELECT :votation_id, elector_id, :signed_on FROM used ORDER BY elector_id RETURNING elector_id
    """
)
BY_CELL = text(
    """
    SELECT e.cell, count(*) AS signed FROM signature s JOIN elector e ON e.id = s.elector_id
    WHERE s.votation_id = :votation_id GROUP BY e.cell
    """
)
BY_COLLEGE = text(
    """
    SELECT e.college, count(*) AS electors, sum(e.weight) AS weights, count(s.elector_id) + count(r.elector_id) AS signed
    FROM elector e
    LEFT JOIN signature s ON s.elector_id = e.id
    LEFT JOIN voting_right r ON r.elector_id = e.id AND r.consumed
    WHERE e.votation_id = :votation_id GROUP BY e.college ORDER BY e.college
    """
)
UNSIGNED_RIGHTS = text("SELECT count(*) FROM voting_right WHERE votation_id = :votation_id AND consumed")
# What a votation leaves behind while it lasts says in which batch someone signed. Once closed, all signatures are
# written anew in one statement with one date (the board dates its batches, and one may be alone on its day), and
# rights, codes and letters go: also reminders, which tell who had not signed by then. The letters that say "you have
# signed" may still be on their way: they are put in one mailing, in the order of their ids, which are random. (An
# UPDATE would leave them in the order of their batches.)
WRITE_ANEW = (
    "CREATE TEMPORARY TABLE signed_again ON COMMIT DROP AS SELECT * FROM signature WHERE votation_id = :votation_id",
    "DELETE FROM signature WHERE votation_id = :votation_id",
    """
    INSERT INTO signature SELECT votation_id, elector_id, max(signed_on) OVER () FROM signed_again ORDER BY elector_id
    """,
    "DELETE FROM voting_right WHERE votation_id = :votation_id",
    "DELETE FROM code WHERE elector_id IN (SELECT id FROM elector WHERE votation_id = :votation_id)",
    """
    CREATE TEMPORARY TABLE written_again ON COMMIT DROP AS
        SELECT l.id, l.elector_id FROM letter l JOIN mailing m ON m.id = l.mailing_id
        WHERE m.votation_id = :votation_id AND m.kind = 'signed'
    """,
    """
    DELETE FROM letter WHERE mailing_id IN (
        SELECT id FROM mailing
        WHERE votation_id = :votation_id AND kind IN ('code', 'roll_check', 'reminder', 'signed')
    )
    """,
)
IN_ONE_MAILING = text(
    "INSERT INTO letter (id, mailing_id, elector_id) SELECT id, :mailing_id, elector_id FROM written_again ORDER BY id"
)


class StoredRegister:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def hold(self, votation_id: UUID, right_hash: bytes) -> HeldRight | None:
        """The right, locked until commit."""
        row = self._connection.execute(HOLD, {"right_hash": right_hash, "votation_id": votation_id})
        found = row.mappings().one_or_none()
        return None if found is None else HeldRight(**found)

    def consume(self, right_hash: bytes) -> None:
        self._connection.execute(CONSUME, {"right_hash": right_hash})

    def issued_to(self, elector_id: UUID) -> Issued | None:
        row = self._connection.execute(ISSUED_TO, {"elector_id": elector_id}).mappings().one_or_none()
        return None if row is None else Issued(**row)

    def issue(
        self, votation_id: UUID, elector_id: UUID, salt: bytes, right_hash: bytes, now: datetime
    ) -> bool:
        """Keep a new right. False when the elector's was used."""
        values: dict[str, Any] = {
            "right_hash": right_hash,
            "votation_id": votation_id,
            "elector_id": elector_id,
            "salt": salt,
            "issued_at": now,
        }
        return self._connection.execute(ISSUE, values).one_or_none() is not None

    def withdraw(self, elector_id: UUID) -> None:
        self._connection.execute(WITHDRAW, {"elector_id": elector_id})

    def signed_among(self, elector_ids: Sequence[UUID]) -> set[UUID]:
        return set(self._connection.execute(HAS_SIGNED, {"ids": list(elector_ids)}).scalars())

    def sign(self, votation_id: UUID, rights: Sequence[bytes], signed_on: date) -> list[UUID]:
        """The electors who signed by this batch: those whose right is consumed and not signed yet."""
        asked = {"votation_id": votation_id, "rights": list(rights), "signed_on": signed_on}
        return sorted(self._connection.execute(SIGN, asked).scalars())

    def by_cell(self, votation_id: UUID) -> dict[str, int]:
        rows = self._connection.execute(BY_CELL, {"votation_id": votation_id})
        return {row.cell: row.signed for row in rows}

    def by_college(self, votation_id: UUID) -> list[dict[str, Any]]:
        return [
            dict(row) for row in self._connection.execute(BY_COLLEGE, {"votation_id": votation_id}).mappings()
        ]

    def unsigned_rights(self, votation_id: UUID) -> int:
        return int(self._connection.execute(UNSIGNED_RIGHTS, {"votation_id": votation_id}).scalar_one())

    def write_anew(self, votation_id: UUID, mailing_id: UUID | None = None) -> int:
        """Leave nothing that tells when anyone signed. Their letters go to `mailing_id`, if any: how many."""
        self._connection.execute(text("SET LOCAL statement_timeout = '60s'"))  # a hundred thousand signatures
        for statement in WRITE_ANEW:
            self._connection.execute(text(statement), {"votation_id": votation_id})
        if mailing_id is None:
            return 0
        return self._connection.execute(IN_ONE_MAILING, {"mailing_id": mailing_id}).rowcount

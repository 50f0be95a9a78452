"""One-time rights and signatures: who may still put a ballot in the box, and who did."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from votation.domain.register import Issued, LockedRight

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
    WHERE EXISTS (SELECT FROM signed s WHERE s.elector_id = e.id)
       OR EXISTS (SELECT FROM voting_right r WHERE r.elector_id = e.id AND r.consumed)
    """
)
SIGN = text("SELECT sign_batch(:votation_id, CAST(:rights AS bytea[]), :signed_on)")
USED = text(
    """
    SELECT right_hash FROM voting_right
    WHERE votation_id = :votation_id AND consumed AND right_hash = ANY(CAST(:rights AS bytea[]))
    """
)
# Not a query: it takes no snapshot. What is read after it is from after the last time these tables were written anew;
# an older snapshot would find them empty.
HOLD_STILL = text("LOCK TABLE signature, voting_right IN ACCESS SHARE MODE")
SIGNED_BEFORE = text(
    """
    SELECT EXISTS (SELECT FROM signed WHERE elector_id = :elector_id
                   AND (CAST(:day AS date) IS NULL OR signed_on < :day))
    """
)
BY_CELL = text(
    """
    SELECT e.cell, count(*) AS signed FROM signed s JOIN elector e ON e.id = s.elector_id
    WHERE s.votation_id = :votation_id GROUP BY e.cell
    """
)
TURNOUT = text(
    """
    SELECT e.cell, count(s.elector_id) + count(r.elector_id) AS signed
    FROM elector e
    LEFT JOIN signed s ON s.elector_id = e.id
    LEFT JOIN voting_right r ON r.elector_id = e.id AND r.consumed
    WHERE e.votation_id = :votation_id GROUP BY e.cell
    """
)
UNSIGNED_RIGHTS = text("SELECT count(*) FROM voting_right WHERE votation_id = :votation_id AND consumed")
FORGET_BATCHES = text("SELECT forget_batches(:votation_id)")


class StoredRegister:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get_locked_right(self, votation_id: UUID, right_hash: bytes) -> LockedRight | None:
        """The right, locked until commit."""
        row = self._connection.execute(HOLD, {"right_hash": right_hash, "votation_id": votation_id})
        right = row.mappings().one_or_none()
        return None if right is None else LockedRight(**right)

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
        parameters = {"votation_id": votation_id, "rights": list(rights), "signed_on": signed_on}
        return sorted(self._connection.execute(SIGN, parameters).scalars())

    def has_signed_before(self, elector_id: UUID, day: date | None) -> bool:
        """Whether the elector signed in a batch of an earlier day; in any without a day."""
        parameters = {"elector_id": elector_id, "day": day}
        return bool(self._connection.execute(SIGNED_BEFORE, parameters).scalar_one())

    def used_among(self, votation_id: UUID, rights: Sequence[bytes]) -> set[bytes]:
        """Of these rights, by their hashes, those that were used and whose electors have still to sign."""
        parameters = {"votation_id": votation_id, "rights": list(rights)}
        return {bytes(used) for used in self._connection.execute(USED, parameters).scalars()}

    def hold_still(self) -> None:
        """Before anything else in a snapshot that looks at rights or signatures of a votation that is open."""
        self._connection.execute(HOLD_STILL)

    def by_cell(self, votation_id: UUID) -> dict[str, int]:
        rows = self._connection.execute(BY_CELL, {"votation_id": votation_id})
        return {row.cell: row.signed for row in rows}

    def turnout(self, votation_id: UUID) -> dict[str, int]:
        """How many voted of each cell, whether their batch is on the board or not."""
        rows = self._connection.execute(TURNOUT, {"votation_id": votation_id})
        return {row.cell: row.signed for row in rows}

    def unsigned_rights(self, votation_id: UUID) -> int:
        return int(self._connection.execute(UNSIGNED_RIGHTS, {"votation_id": votation_id}).scalar_one())

    def forget_batches(self, votation_id: UUID) -> None:
        """Leave nothing that tells when anyone signed, of a votation that is over; not on a page of a file either.

        All signatures are written in one order under one date: the board dates its batches, and one may be alone on
        its day. Rights, codes and reminders go; these tell who had not signed by then.
        """
        self._connection.execute(text("SET LOCAL statement_timeout = '60s'"))  # a hundred thousand signatures
        self._connection.execute(text("SET LOCAL lock_timeout = '20s'"))
        self._connection.execute(FORGET_BATCHES, {"votation_id": votation_id})

"""Mailings and their letters. A letter is known by an id that says nothing of its elector."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, text

from votation.domain.mailing import Letter

ADD = text(
    """
    INSERT INTO mailing (id, votation_id, kind, expires_at, asked_at, letters, alone)
    VALUES (:id, :votation_id, :kind, :expires_at, :asked_at, NULL, :alone)
    """
)
# Letters that tell when someone was in the booth, or had not signed yet, stand apart: all go at closing.
TO_ALL = """
    INSERT INTO {} (id, mailing_id, elector_id)
    SELECT gen_random_uuid(), :mailing_id, e.id FROM elector e
    WHERE e.votation_id = :votation_id AND (e.email IS NOT NULL OR e.account_id IS NOT NULL)
      AND (NOT :unsigned OR NOT EXISTS (SELECT FROM signed s WHERE s.elector_id = e.id)
           AND NOT EXISTS (SELECT FROM voting_right r WHERE r.elector_id = e.id AND r.consumed))
    ORDER BY 1
"""
REMIND = text(TO_ALL.format("passing_letter"))
WRITE = text(TO_ALL.format("letter"))
HOW_MANY = text("UPDATE mailing SET letters = :letters WHERE id = :id")
TO_ONE = text(
    "INSERT INTO passing_letter (id, mailing_id, elector_id, address) VALUES (:id, :mailing_id, :elector_id, :address)"
)
SLICE = text(
    """
    SELECT id FROM any_letter WHERE mailing_id = :mailing_id AND (CAST(:after AS uuid) IS NULL OR id > :after)
    ORDER BY id LIMIT :limit
    """
)
FIND = text(
    """
    SELECT l.id, l.elector_id, l.address, m.kind, m.votation_id, m.expires_at, e.account_id
    FROM any_letter l JOIN mailing m ON m.id = l.mailing_id LEFT JOIN elector e ON e.id = l.elector_id WHERE l.id = :id
    """
)
LAST = text(
    "SELECT max(asked_at) FROM mailing WHERE votation_id = :votation_id AND kind = :kind AND NOT alone"
)
LAST_ALONE = text(
    "SELECT max(m.asked_at) FROM mailing m JOIN any_letter l ON l.mailing_id = m.id WHERE l.elector_id = :id AND m.alone"
)
PAGE = text(
    """
    SELECT m.id, m.kind, m.asked_at, coalesce(m.letters, 0) AS letters, m.letters IS NOT NULL AS written FROM mailing m
    WHERE m.votation_id = :votation_id AND m.kind IN ('invitation', 'reminder', 'result') AND NOT m.alone
      AND (CAST(:before AS timestamptz) IS NULL OR (m.asked_at, m.id) < (:before, CAST(:before_id AS uuid)))
    ORDER BY m.asked_at DESC, m.id DESC LIMIT :limit
    """
)
VOTATION_OF = text("SELECT votation_id FROM mailing WHERE id = :id")


class StoredMailings:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self, votation_id: UUID, kind: str, expires_at: datetime, now: datetime, *, alone: bool = False
    ) -> UUID:
        """`alone`: of one elector, and no mailing to all."""
        mailing_id = uuid4()
        self._connection.execute(
            ADD,
            {
                "id": mailing_id,
                "votation_id": votation_id,
                "kind": kind,
                "expires_at": expires_at,
                "asked_at": now,
                "alone": alone,
            },
        )
        return mailing_id

    def to_all(self, mailing_id: UUID, votation_id: UUID, *, unsigned_only: bool) -> int:
        parameters = {"mailing_id": mailing_id, "votation_id": votation_id, "unsigned": unsigned_only}
        return self._connection.execute(REMIND if unsigned_only else WRITE, parameters).rowcount

    def count(self, mailing_id: UUID, letters: int) -> None:
        self._connection.execute(HOW_MANY, {"id": mailing_id, "letters": letters})

    def to_one(self, mailing_id: UUID, elector_id: UUID | None, address: str | None = None) -> UUID:
        """One letter: to an elector, or to an address that is on no roll."""
        letter_id = uuid4()
        self._connection.execute(
            TO_ONE,
            {"id": letter_id, "mailing_id": mailing_id, "elector_id": elector_id, "address": address},
        )
        return letter_id

    def slice(self, mailing_id: UUID, after: UUID | None, limit: int) -> list[UUID]:
        parameters = {"mailing_id": mailing_id, "after": after, "limit": limit}
        return list(self._connection.execute(SLICE, parameters).scalars())

    def find(self, letter_id: UUID) -> Letter | None:
        row = self._connection.execute(FIND, {"id": letter_id}).mappings().one_or_none()
        return None if row is None else Letter(**row)

    def votation_of(self, mailing_id: UUID) -> UUID | None:
        votation_id: UUID | None = self._connection.execute(
            VOTATION_OF, {"id": mailing_id}
        ).scalar_one_or_none()
        return votation_id

    def about(self, mailing_id: UUID) -> tuple[UUID, str, datetime] | None:
        """(votation, kind, until when its letters are worth sending)."""
        row = self._connection.execute(
            text("SELECT votation_id, kind, expires_at FROM mailing WHERE id = :id"), {"id": mailing_id}
        ).one_or_none()
        return None if row is None else (row.votation_id, row.kind, row.expires_at)

    def last_asked_at(self, votation_id: UUID, kind: str) -> datetime | None:
        parameters = {"votation_id": votation_id, "kind": kind}
        moment: datetime | None = self._connection.execute(LAST, parameters).scalar_one()
        return moment

    def last_alone_at(self, elector_id: UUID) -> datetime | None:
        moment: datetime | None = self._connection.execute(LAST_ALONE, {"id": elector_id}).scalar_one()
        return moment

    def page(
        self, votation_id: UUID, before: tuple[datetime, UUID] | None, limit: int
    ) -> list[dict[str, Any]]:
        parameters = {
            "votation_id": votation_id,
            "before": before[0] if before else None,
            "before_id": before[1] if before else None,
            "limit": limit + 1,
        }
        return [dict(row) for row in self._connection.execute(PAGE, parameters).mappings()]

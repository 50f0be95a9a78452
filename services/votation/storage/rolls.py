"""Filling and correcting rolls, by file, by group or one by one."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from votation.domain.elector import Elector
from votation.domain.roll import RollChange
from votation.storage.roll_imports import StoredRollImports, copy_rows
from votation.storage.tables import elector

FIELDS = (
    "id", "votation_id", "reference", "name", "email", "phone", "postal_code", "account_id", "college", "weight",
    "secret", "mark", "link_hash",
)  # fmt: skip
COPY = "COPY {} (" + ", ".join(FIELDS) + ") FROM STDIN"
NEW_ROLL = "CREATE TEMPORARY TABLE new_roll ON COMMIT DROP AS SELECT {} FROM elector WITH NO DATA"
PUT_IN_PLACE = "INSERT INTO elector ({0}) SELECT {0} FROM new_roll ORDER BY reference"
PAGE = text(
    """
    SELECT * FROM elector
    WHERE votation_id = :votation_id AND (CAST(:after AS text) IS NULL OR reference > :after)
      AND (:q = '' OR reference ILIKE :like OR name ILIKE :like OR email ILIKE :like)
    ORDER BY reference LIMIT :limit
    """
).columns(*elector.c)
HELD = text(
    "SELECT proxy_to, count(*) AS held FROM elector WHERE proxy_to = ANY(CAST(:ids AS uuid[])) GROUP BY proxy_to"
)
TWICE = text(
    """
    SELECT 1 FROM elector e JOIN elector its ON its.votation_id = e.votation_id AND its.id <> e.id
    WHERE e.id = :id AND lower(its.email) = lower(:email)
    """
)
REFERENCE = text(
    r"""
    SELECT 1 FROM elector WHERE votation_id = :votation_id
      AND lower(regexp_replace(normalize(reference, NFKC), '\s', '', 'g')) = lower(:compared)
    """
)
CHECKS = text(
    """
    SELECT count(*) FROM mailing m JOIN any_letter l ON l.mailing_id = m.id LEFT JOIN elector e ON e.id = l.elector_id
    WHERE m.kind = 'roll_check' AND m.asked_at > :moment AND lower(:email) IN (lower(l.address), lower(e.email))
    """
)
STRANGERS = text(
    """
    SELECT count(*) FROM mailing m JOIN any_letter l ON l.mailing_id = m.id
    WHERE m.votation_id = :votation_id AND m.kind = 'roll_check' AND m.asked_at > :moment AND l.elector_id IS NULL
    """
)
NOTE = text(
    """
    INSERT INTO roll_change (id, votation_id, elector_id, act, reason, before, after, at, actor_account_id)
    VALUES (:id, :votation_id, :elector_id, :act, :reason, CAST(:before AS jsonb), CAST(:after AS jsonb), :at,
        :actor_account_id)
    """
)
WIPE = (
    "DELETE FROM signature WHERE votation_id = :votation_id",
    "DELETE FROM signature_at_closing WHERE votation_id = :votation_id",
    "DELETE FROM voting_right WHERE votation_id = :votation_id",
    "DELETE FROM passing_letter WHERE mailing_id IN (SELECT id FROM mailing WHERE votation_id = :votation_id)",
    "DELETE FROM letter WHERE mailing_id IN (SELECT id FROM mailing WHERE votation_id = :votation_id)",
    "DELETE FROM roll_change WHERE votation_id = :votation_id",
    "DELETE FROM elector WHERE votation_id = :votation_id",
    "DELETE FROM roll_line WHERE import_id IN (SELECT id FROM roll_import WHERE votation_id = :votation_id)",
    "DELETE FROM roll_problem WHERE import_id IN (SELECT id FROM roll_import WHERE votation_id = :votation_id)",
)
OUTDATE_FILES = text(
    "UPDATE roll_import SET created_at = 'epoch', sample = '[]' WHERE votation_id = :votation_id"
)
CLEAR = text("DELETE FROM elector WHERE votation_id = :votation_id")


class StoredRolls(StoredRollImports):
    """Filling and correcting a roll; under the votation's exclusive lock where it matters."""

    def add_elector(self, values: Mapping[str, Any]) -> Elector | None:
        """None when its reference, address or account is on the roll already."""
        statement = insert_or(elector).values(**values).on_conflict_do_nothing().returning(*elector.c)
        row = self._connection.execute(statement).mappings().one_or_none()
        return None if row is None else Elector(**row)

    def has_reference(self, votation_id: UUID, compared: str) -> bool:
        """Whether an elector has this number, given as `comparable_reference` has it."""
        parameters = {"votation_id": votation_id, "compared": compared}
        return self._connection.execute(REFERENCE, parameters).first() is not None

    def add_electors(self, votation_id: UUID, electors: Iterable[Mapping[str, Any]]) -> int:
        """Many at once; `electors` lack ids and the votation's."""
        return copy_rows(self._connection, COPY.format("elector"), _rows(votation_id, electors))

    def change_elector(self, elector_id: UUID, changes: Mapping[str, Any]) -> Elector | None:
        """None when the address is another elector's of the same roll."""
        email = changes.get("email")
        if email and self._connection.execute(TWICE, {"id": elector_id, "email": email}).first():
            return None
        statement = update(elector).where(elector.c.id == elector_id).values(**changes).returning(*elector.c)
        return Elector(**self._connection.execute(statement).mappings().one())

    def remove_elector(self, elector_id: UUID) -> None:
        """And the proxies they held."""
        freed = update(elector).where(elector.c.proxy_to == elector_id).values(proxy_to=None)
        self._connection.execute(freed)
        self._connection.execute(text("DELETE FROM elector WHERE id = :id"), {"id": elector_id})

    def clear(self, votation_id: UUID) -> None:
        self._connection.execute(CLEAR, {"votation_id": votation_id})

    def lay_new_roll(self) -> None:
        """A place of this transaction's own to prepare a roll in, before anyone is kept waiting."""
        self._connection.execute(text(NEW_ROLL.format(", ".join(FIELDS))))

    def add_to_new_roll(self, votation_id: UUID, electors: Iterable[Mapping[str, Any]]) -> int:
        return copy_rows(self._connection, COPY.format("new_roll"), _rows(votation_id, electors))

    def put_new_roll_in_place(self, votation_id: UUID) -> int:
        """In place of what was there; how many electors it has."""
        self.clear(votation_id)
        return self._connection.execute(text(PUT_IN_PLACE.format(", ".join(FIELDS)))).rowcount

    def page(self, votation_id: UUID, q: str, after: str | None, limit: int) -> list[Elector]:
        """By reference; one more than `limit` when there are more."""
        like = "%" + q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        parameters = {"votation_id": votation_id, "q": q, "like": like, "after": after, "limit": limit + 1}
        return [Elector(**row) for row in self._connection.execute(PAGE, parameters).mappings()]

    def proxies_held(self, elector_ids: Sequence[UUID]) -> dict[UUID, int]:
        rows = self._connection.execute(HELD, {"ids": list(elector_ids)})
        return {row.proxy_to: row.held for row in rows}

    def by_email(self, votation_id: UUID, email: str) -> Elector | None:
        statement = select(elector).where(
            elector.c.votation_id == votation_id,
            func.lower(elector.c.email) == email.lower(),
            elector.c.email.is_not(None),
        )
        row = self._connection.execute(statement).mappings().one_or_none()
        return None if row is None else Elector(**row)

    def checks_since(self, moment: datetime, email: str) -> int:
        """How many letters that say whether one is on a roll went to an address."""
        return int(self._connection.execute(CHECKS, {"moment": moment, "email": email}).scalar_one())

    def strangers_since(self, votation_id: UUID, moment: datetime) -> int:
        """How many letters about the roll went to addresses that are not on it."""
        parameters = {"votation_id": votation_id, "moment": moment}
        return int(self._connection.execute(STRANGERS, parameters).scalar_one())

    def note_change(self, change: RollChange) -> None:
        values = {
            **vars(change),
            "id": uuid4(),
            "before": json.dumps(change.before, default=str),
            "after": json.dumps(change.after, default=str),
        }
        self._connection.execute(NOTE, values)

    def wipe(self, votation_id: UUID) -> int:
        """Once it is destroyed or cancelled: who was on the roll, who signed, who was written to. How many rows went.

        Files go with the next pass over those that are past their time.
        """
        self._connection.execute(text("SET LOCAL statement_timeout = '60s'"))  # a hundred thousand electors
        self._connection.execute(OUTDATE_FILES, {"votation_id": votation_id})
        parameters = {"votation_id": votation_id}
        return sum(self._connection.execute(text(statement), parameters).rowcount for statement in WIPE)


def _rows(votation_id: UUID, electors: Iterable[Mapping[str, Any]]) -> Iterable[tuple[Any, ...]]:
    for values in electors:
        yield (
            uuid4(),
            votation_id,
            values["reference"],
            values.get("name", ""),
            values.get("email"),
            values.get("phone"),
            values.get("postal_code"),
            values.get("account_id"),
            values.get("college", ""),
            values.get("weight", 1),
            values["secret"],
            values["mark"],
            values["link_hash"],
        )

"""What arguments and sources share in storage: they are alike but for what they say."""
# ruff: noqa: S608 - statements are made of constants: tables, columns and sorts of closed lists

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Connection, RowMapping, Table, insert, text, update

from consultations.domain.author import Participant
from consultations.domain.place import Debated
from consultations.domain.sameness import AGAIN_WITHIN, first_alike
from consultations.storage.contribution_rows import AUTHOR
from consultations.storage.counters import SUPPORT_EXACT

# sort -> (columns of the key, direction)
SORTS = {"votes": ("r.votes, r.id", "DESC"), "newest": ("r.created_at, r.id", "DESC"),
         "oldest": ("r.created_at, r.id", "ASC")}  # fmt: skip
READABLE = (
    "(r.state IN ('published', 'trashed') OR (r.state <> 'erased' AND (r.author_id = :reader OR :moderates)))"
)
ERASED: dict[str, Any] = {"state": "erased", "trash_reason": None}


class StoredRemarks:
    """Base of arguments and sources: `table`, and the columns that hold what someone wrote."""

    table: ClassVar[Table]
    said: ClassVar[tuple[str, ...]]
    blank: ClassVar[Mapping[str, str]]

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def _add(
        self, id: UUID, place: Debated, author: Participant, state: str, confirmed: bool, now: datetime,
        said: Mapping[str, str],
    ) -> None:  # fmt: skip
        values = {
            "id": id,
            "organisation_id": place.organisation_id,
            "project_id": place.project_id,
            "step_id": place.step_id,
            "contribution_id": place.contribution_id,
            "author_id": author.id,
            "type_id": author.type_id,
            "state": state,
            "confirmed": confirmed,
            "cleared": not place.moderated_before,
            "votes": 0,
            "version": 1,
            "created_at": now,
            "published_at": now if state == "published" else None,
        }
        self._connection.execute(insert(self.table).values(**values, **said))

    def _find(self, id: UUID) -> RowMapping | None:
        return (
            self._connection.execute(text(f"{self._select()} WHERE r.id = :id"), {"id": id})
            .mappings()
            .one_or_none()
        )

    def _page(
        self,
        contribution_id: UUID,
        reader_id: UUID | None,
        moderates: bool,
        sort: str,
        after: tuple[Any, ...] | None,
        limit: int,
        also: str = "",
        values: Mapping[str, Any] | None = None,
    ) -> list[tuple[RowMapping, tuple[Any, ...]]]:
        """(row, key) of those that the reader may see, one more than `limit` when there are more."""
        key, direction = SORTS[sort]
        sign = "<" if direction == "DESC" else ">"
        beyond = f"AND ({key}) {sign} (:key, :id)" if after else ""
        order = ", ".join(f"{column} {direction}" for column in key.split(", "))
        statement = f"""{self._select()} WHERE r.contribution_id = :contribution
            AND {READABLE} {also} {beyond}
            ORDER BY {order} LIMIT :limit"""
        given = {
            "contribution": contribution_id,
            "reader": reader_id,
            "moderates": moderates,
            "limit": limit + 1,
        }
        if after:
            given |= {"key": after[0], "id": after[1]}
        rows = self._connection.execute(text(statement), {**given, **(values or {})}).mappings()
        name = "folded" if sort == "votes" else "created_at"
        return [(row, (row[name], row["id"])) for row in rows]

    def erase(self, id: UUID) -> int:
        """Take away what was said; the new version."""
        of = self.table.c
        statement = (
            update(self.table).where(of.id == id).values(**ERASED, **self.blank, version=of.version + 1)
        )
        version: int = self._connection.execute(statement.returning(of.version)).scalar_one()
        return version

    def _alike(
        self, contribution_id: UUID, author_id: UUID, said: Mapping[str, Any], now: datetime
    ) -> UUID | None:
        """The same remark of the same author on the same contribution, made within the hour before."""
        statement = f"""
            SELECT id, {", ".join(self.said)} FROM {self.table.name}
            WHERE contribution_id = :contribution AND author_id = :author
                AND state IN ('unpublished', 'published') AND created_at > :since
            ORDER BY created_at LIMIT 100"""
        values = {"contribution": contribution_id, "author": author_id, "since": now - AGAIN_WITHIN}
        rows = self._connection.execute(text(statement), values).all()
        return first_alike([said[name] for name in self.said], [(row[0], row[1:]) for row in rows])

    def lately(self, author_id: UUID, body: str, now: datetime) -> list[tuple[bool, datetime]]:
        """Of what someone wrote last of this kind: whether it is the same text, and when it was written."""
        statement = f"""
            SELECT created_at, body = :body AS same FROM {self.table.name}
            WHERE author_id = :author AND created_at > CAST(:now AS timestamptz) - interval '30 days'
            ORDER BY created_at DESC LIMIT 20"""
        rows = self._connection.execute(text(statement), {"author": author_id, "body": body, "now": now})
        return [(row.same and bool(body), row.created_at) for row in rows]

    def _select(self) -> str:
        said = ", ".join(f"r.{name}" for name in self.said)
        return f"""
            SELECT r.id, r.contribution_id, r.author_id, r.type_id, r.state, r.trash_reason, r.published_at,
                r.created_at,
                r.votes AS folded, {SUPPORT_EXACT}, {AUTHOR}, {said}
            FROM {self.table.name} r LEFT JOIN author a ON a.account_id = r.author_id
            LEFT JOIN participant_type t ON t.id = r.type_id"""

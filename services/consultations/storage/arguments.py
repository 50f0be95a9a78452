"""Arguments of contributions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping

from consultations.domain.argument import Argument
from consultations.domain.author import Participant
from consultations.domain.place import Debated
from consultations.storage.contribution_rows import author_of
from consultations.storage.remarks import StoredRemarks
from consultations.storage.tables.discussion import argument

PLAIN = ("id", "contribution_id", "side", "body", "state", "votes", "trash_reason", "published_at")


class StoredArguments(StoredRemarks):
    table = argument
    said = ("side", "body")
    blank = {"body": ""}

    def add(
        self,
        id: UUID,
        place: Debated,
        author: Participant,
        *,
        state: str,
        confirmed: bool,
        now: datetime,
        side: str,
        body: str,
    ) -> None:
        self._add(id, place, author, state, confirmed, now, {"side": side, "body": body})

    def find(self, argument_id: UUID) -> Argument | None:
        row = self._find(argument_id)
        return None if row is None else _argument(row)

    def find_alike(
        self, contribution_id: UUID, author_id: UUID, said: Mapping[str, Any], now: datetime
    ) -> Argument | None:
        """The same one of the same author on the same contribution, of the hour before."""
        same_id = self._alike(contribution_id, author_id, said, now)
        return None if same_id is None else self.find(same_id)

    def page(
        self, contribution_id: UUID, reader_id: UUID | None, *, moderates: bool, sort: str,
        after: tuple[Any, ...] | None, limit: int, side: str | None = None,
    ) -> list[Argument]:  # fmt: skip
        """Those that the reader may see, with their keys; one more than `limit` if there are more."""
        also = "AND r.side = :side" if side else ""
        values = {"side": side} if side else {}
        rows = self._page(contribution_id, reader_id, moderates, sort, after, limit, also, values)
        return [_argument(row, key) for row, key in rows]


def _argument(row: RowMapping, key: tuple[Any, ...] = ()) -> Argument:
    return Argument(**{name: row[name] for name in PLAIN}, author=author_of(row), sort_key=key)

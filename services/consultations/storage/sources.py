"""Sources of contributions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping

from consultations.domain.author import Participant
from consultations.domain.place import Debated
from consultations.domain.source import Source
from consultations.storage.contribution_rows import author_of
from consultations.storage.remarks import StoredRemarks
from consultations.storage.tables.discussion import source

SAID = ("title", "link", "category", "body")
PLAIN = ("id", "contribution_id", *SAID, "state", "votes", "trash_reason", "published_at")


class StoredSources(StoredRemarks):
    table = source
    said = SAID
    blank = {"title": "", "link": "", "body": ""}

    def add(
        self, id: UUID, place: Debated, author: Participant, *, state: str, confirmed: bool, now: datetime,
        said: dict[str, str],
    ) -> None:  # fmt: skip
        """`said` holds title, link, category and body."""
        self._add(id, place, author, state, confirmed, now, {name: said[name] for name in SAID})

    def find(self, source_id: UUID) -> Source | None:
        row = self._find(source_id)
        return None if row is None else _source(row)

    def find_alike(
        self, contribution_id: UUID, author_id: UUID, said: Mapping[str, Any], now: datetime
    ) -> Source | None:
        """The same one of the same author on the same contribution, of the hour before."""
        same_id = self._alike(contribution_id, author_id, said, now)
        return None if same_id is None else self.find(same_id)

    def page(
        self, contribution_id: UUID, reader_id: UUID | None, *, moderates: bool, sort: str,
        after: tuple[Any, ...] | None, limit: int,
    ) -> list[Source]:  # fmt: skip
        """Those that the reader may see, with their keys; one more than `limit` if there are more."""
        rows = self._page(contribution_id, reader_id, moderates, sort, after, limit)
        return [_source(row, key) for row, key in rows]


def _source(row: RowMapping, key: tuple[Any, ...] = ()) -> Source:
    return Source(**{name: row[name] for name in PLAIN}, author=author_of(row), sort_key=key)

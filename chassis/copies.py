"""Rows copied from what another service tells. Facts may come late or twice: of each row the newest version counts."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Table, select
from sqlalchemy.dialects.postgresql import insert

T = TypeVar("T")


class VersionedCopy(Generic[T]):
    """The rows of a table that has a key of one column and a `version`, each read as `row_type(**columns)`."""

    def __init__(self, connection: Connection, table: Table, row_type: Callable[..., T]) -> None:
        self._connection, self._table, self._row_type = connection, table, row_type
        (self._key,) = table.primary_key.columns

    def store(self, values: Mapping[str, Any]) -> bool:
        """Known from now on, unless the same or something newer is. Whether it was news."""
        new = insert(self._table).values(values)
        changes = {name: new.excluded[name] for name in values if name != self._key.name}
        newer = self._table.c.version < new.excluded.version
        statement = new.on_conflict_do_update(index_elements=[self._key], set_=changes, where=newer)
        return self._connection.execute(statement.returning(self._key)).first() is not None

    def several(self, ids: Iterable[UUID]) -> dict[UUID, T]:
        rows = self._connection.execute(select(self._table).where(self._key.in_(list(ids)))).mappings()
        return {row[self._key.name]: self._row_type(**row) for row in rows}

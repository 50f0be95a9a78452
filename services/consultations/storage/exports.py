"""Exports: what was asked, how far it is, and which files are to be forgotten."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, RowMapping, insert, select, tuple_, update

from consultations.domain.export import Export
from consultations.storage.tables.exports import export

NAMES = tuple(Export.__dataclass_fields__)


class StoredExports:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Export) -> None:
        self._connection.execute(insert(export).values(**vars(new), file_forgotten=False))

    def find(self, export_id: UUID) -> Export | None:
        row = (
            self._connection.execute(select(export).where(export.c.id == export_id)).mappings().one_or_none()
        )
        return None if row is None else _export(row)

    def page(self, project_id: UUID, after: tuple[datetime, UUID] | None, limit: int) -> list[Export]:
        """The latest first, one more than `limit` when there are more."""
        statement = select(export).where(export.c.project_id == project_id)
        if after is not None:
            statement = statement.where(tuple_(export.c.asked_at, export.c.id) < after)
        statement = statement.order_by(export.c.asked_at.desc(), export.c.id.desc()).limit(limit + 1)
        return [_export(row) for row in self._connection.execute(statement).mappings()]

    def start(self, export_id: UUID) -> bool:
        """From the beginning, also after a crash. False when it is done already."""
        statement = (
            update(export)
            .where(export.c.id == export_id, export.c.state != "done")
            .values(state="running", progress=0)
        )
        return self._connection.execute(statement).rowcount == 1

    def progress(self, export_id: UUID, percent: int) -> None:
        self._connection.execute(update(export).where(export.c.id == export_id).values(progress=percent))

    def finish(self, done: Export) -> None:
        """What the file holds, and until when it is kept."""
        self._connection.execute(
            update(export)
            .where(export.c.id == done.id)
            .values(
                state="done",
                progress=100,
                rows=done.rows,
                votes=done.votes,
                size_bytes=done.size_bytes,
                sha256=done.sha256,
                done_at=done.done_at,
                expires_at=done.expires_at,
            )
        )

    def fail(self, export_id: UUID) -> None:
        self._connection.execute(update(export).where(export.c.id == export_id).values(state="failed"))

    def expired(self, now: datetime) -> list[Export]:
        """At most a hundred exports whose file is to be forgotten."""
        statement = (
            select(export)
            .where(export.c.expires_at <= now, ~export.c.file_forgotten)
            .order_by(export.c.expires_at)
            .limit(100)
        )
        return [_export(row) for row in self._connection.execute(statement).mappings()]

    def forget(self, export_id: UUID) -> None:
        self._connection.execute(update(export).where(export.c.id == export_id).values(file_forgotten=True))


def _export(row: RowMapping) -> Export:
    return Export(**{name: row[name] for name in NAMES})

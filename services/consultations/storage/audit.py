"""The trace of administrative acts."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection, insert, select, tuple_

from consultations.domain.audit import AuditEntry
from consultations.storage.tables.frame import audit_entry


class StoredAudit:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def write(self, entry: AuditEntry) -> None:
        self._connection.execute(insert(audit_entry).values(**{**vars(entry), "id": entry.id or uuid4()}))

    def page(self, project_id: UUID, after: tuple[datetime, UUID] | None, limit: int) -> list[AuditEntry]:
        """The latest acts on a project, one more than `limit` when there are more."""
        key = tuple_(audit_entry.c.happened_at, audit_entry.c.id)
        statement = select(audit_entry).where(audit_entry.c.project_id == project_id)
        if after is not None:
            statement = statement.where(key < after)
        statement = statement.order_by(audit_entry.c.happened_at.desc(), audit_entry.c.id.desc()).limit(
            limit + 1
        )
        return [AuditEntry(**row) for row in self._connection.execute(statement).mappings()]

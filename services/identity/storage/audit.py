from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, insert, select, tuple_

from identity.domain.audit import AuditEntry
from identity.domain.ports import After
from identity.storage.rows import from_row, to_row
from identity.storage.tables import account, audit_entry


class StoredAudit:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def write(self, entry: AuditEntry) -> None:
        self._connection.execute(insert(audit_entry).values(to_row(entry, audit_entry)))

    def page(
        self,
        organisation_id: UUID,
        since: datetime | None,
        until: datetime | None,
        after: After,
        limit: int,
    ) -> list[AuditEntry]:
        """Newest first, of the half-open window [since, until)."""
        statement = (
            select(audit_entry, account.c.display_name.label("actor_name"))
            .outerjoin(account, account.c.id == audit_entry.c.actor_account_id)
            .where(audit_entry.c.organisation_id == organisation_id)
        )
        if since is not None:
            statement = statement.where(audit_entry.c.happened_at >= since)
        if until is not None:
            statement = statement.where(audit_entry.c.happened_at < until)
        if after is not None:
            statement = statement.where(tuple_(audit_entry.c.happened_at, audit_entry.c.id) < after)
        statement = statement.order_by(audit_entry.c.happened_at.desc(), audit_entry.c.id.desc())
        rows = self._connection.execute(statement.limit(limit + 1)).mappings()
        return [from_row(AuditEntry, row) for row in rows]

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, insert, select

from identity.domain.consent import Consent
from identity.storage.rows import from_row, to_row
from identity.storage.tables import consent_entry as entry


class StoredConsents:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def log(self, consent: Consent) -> None:
        self._connection.execute(insert(entry).values(to_row(consent, entry)))

    def granted(self, account_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
        last = select(entry).distinct(entry.c.account_id, entry.c.purpose)
        last = last.where(entry.c.account_id.in_(account_ids))
        rows = self._connection.execute(last.order_by(entry.c.account_id, entry.c.purpose, entry.c.id.desc()))
        granted: dict[UUID, list[str]] = {account_id: [] for account_id in account_ids}
        for row in rows:
            if row.granted:
                granted[row.account_id].append(row.purpose)
        return granted

    def current(self, account_id: UUID) -> list[Consent]:
        statement = select(entry).distinct(entry.c.purpose).where(entry.c.account_id == account_id)
        rows = self._connection.execute(statement.order_by(entry.c.purpose, entry.c.id.desc())).mappings()
        return [from_row(Consent, row) for row in rows]

from uuid import UUID

from sqlalchemy import Connection, insert, select

from identity.domain.consent import Consent
from identity.storage.rows import columns_of, made
from identity.storage.tables import consent_entry as entry


class StoredConsents:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def log(self, consent: Consent) -> None:
        self._connection.execute(insert(entry).values(columns_of(consent, entry)))

    def current(self, account_id: UUID) -> list[Consent]:
        statement = select(entry).distinct(entry.c.purpose).where(entry.c.account_id == account_id)
        rows = self._connection.execute(statement.order_by(entry.c.purpose, entry.c.id.desc())).mappings()
        return [made(Consent, row) for row in rows]

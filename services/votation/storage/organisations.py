"""What was heard about organisations. An older fact changes nothing."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, select, text

from votation.domain.organisation import Organisation
from votation.storage.tables import organisation

HEAR = text(
    """
    INSERT INTO organisation (id, name, colour, version) VALUES (:id, :name, :colour, :version)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, colour = excluded.colour, version = excluded.version
    WHERE organisation.version < excluded.version
    """
)


class StoredOrganisations:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def hear(self, heard: Organisation) -> None:
        self._connection.execute(HEAR, vars(heard))

    def several(self, ids: Sequence[UUID]) -> dict[UUID, Organisation]:
        found = self._connection.execute(select(organisation).where(organisation.c.id.in_(ids))).mappings()
        return {row["id"]: Organisation(**row) for row in found}

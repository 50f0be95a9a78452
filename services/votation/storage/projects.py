"""Which organisation each project is of, as heard from consultations. It never changes."""

from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from votation.storage.tables import project


class StoredProjects:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def owner_of(self, project_id: UUID) -> UUID | None:
        """Its organisation; nothing for one that was not heard of."""
        owner: UUID | None = self._connection.execute(
            select(project.c.organisation_id).where(project.c.id == project_id)
        ).scalar_one_or_none()
        return owner

    def learn(self, project_id: UUID, organisation_id: UUID) -> None:
        values = {"id": project_id, "organisation_id": organisation_id}
        self._connection.execute(insert(project).values(values).on_conflict_do_nothing())

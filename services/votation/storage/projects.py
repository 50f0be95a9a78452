"""Which organisation each project is of, as heard from consultations. It never changes."""

from uuid import UUID

from sqlalchemy import Connection, select, text
from sqlalchemy.dialects.postgresql import insert

from votation.storage.tables import project

# Votations named them before whose they are was learnt. Those that do not exist stay, and keep none of the others
# back: any may come first.
NAMED_UNHEARD = text(
    """
    SELECT project_id FROM votation
    WHERE project_id IS NOT NULL AND NOT EXISTS (SELECT FROM project WHERE project.id = votation.project_id)
    GROUP BY project_id ORDER BY random() LIMIT 100
    """
)


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

    def named_unheard(self) -> list[UUID]:
        """Those that votations name and nothing was heard of."""
        return list(self._connection.execute(NAMED_UNHEARD).scalars())

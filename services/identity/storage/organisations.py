from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Executable, literal, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from chassis.storage import ALPHABET
from identity.domain.organisation import Organisation
from identity.storage.rows import from_row, to_row
from identity.storage.tables import organisation, project


class StoredOrganisations:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Organisation) -> bool:
        statement = insert_or(organisation).values(to_row(new, organisation))
        statement = statement.on_conflict_do_nothing(index_elements=["slug"])
        return self._connection.execute(statement.returning(organisation.c.id)).first() is not None

    def find(self, organisation_id: UUID) -> Organisation | None:
        return self._one(select(organisation).where(organisation.c.id == organisation_id))

    def by_slug(self, slug: str) -> Organisation | None:
        return self._one(select(organisation).where(organisation.c.slug == slug))

    def change(self, organisation_id: UUID, version: int, changes: Mapping[str, Any]) -> Organisation | None:
        as_read = (organisation.c.id == organisation_id, organisation.c.version == version)
        values = {**changes, "version": version + 1}
        return self._one(update(organisation).where(*as_read).values(values).returning(organisation))

    def page(self, after: tuple[str, UUID] | None, limit: int) -> list[Organisation]:
        name = organisation.c.name.collate(ALPHABET)
        statement = select(organisation)
        if after is not None:
            last = tuple_(literal(after[0]).collate(ALPHABET), literal(after[1]))
            statement = statement.where(tuple_(name, organisation.c.id) > last)
        statement = statement.order_by(name, organisation.c.id).limit(limit + 1)
        return [from_row(Organisation, row) for row in self._connection.execute(statement).mappings()]

    def has_project(self, organisation_id: UUID, project_id: UUID) -> bool:
        of_organisation = (project.c.id == project_id, project.c.organisation_id == organisation_id)
        return self._connection.execute(select(project.c.id).where(*of_organisation)).first() is not None

    def learn_project(self, project_id: UUID, organisation_id: UUID) -> None:
        values = {"id": project_id, "organisation_id": organisation_id}
        self._connection.execute(insert_or(project).values(values).on_conflict_do_nothing())

    def _one(self, statement: Executable) -> Organisation | None:
        row = self._connection.execute(statement).mappings().one_or_none()
        return None if row is None else from_row(Organisation, row)

"""The sections of steps."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, insert, select, text, update

from consultations.domain.section import Section
from consultations.storage import rows
from consultations.storage.tables.frame import section

NAMES = (
    "id",
    "step_id",
    "parent_id",
    "depth",
    "position",
    "title",
    "help_text",
    "colour",
    "pictogram",
    "role",
    "contributable",
    "votes",
    "arguments",
    "sources",
    "versions",
    "sort",
    "threshold",
    "version",
)


class StoredSections:
    """`contributions` of what is read here is 0: the counts are `StoredFigures.by_section`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, section_id: UUID) -> Section | None:
        row = (
            self._connection.execute(select(section).where(section.c.id == section_id))
            .mappings()
            .one_or_none()
        )
        return None if row is None else _section(row)

    def of_step(self, step_id: UUID) -> list[Section]:
        statement = (
            select(section)
            .where(section.c.step_id == step_id)
            .order_by(section.c.depth, section.c.parent_id, section.c.position)
        )
        return [_section(row) for row in self._connection.execute(statement).mappings()]

    def add(self, new: Section, project_id: UUID) -> None:
        values = {name: getattr(new, name) for name in NAMES}
        self._connection.execute(insert(section).values(**values, project_id=project_id))

    def change(self, section_id: UUID, version: int, changes: Mapping[str, Any]) -> int | None:
        return rows.change_at_version(self._connection, section, section_id, version, changes)

    def place(self, section_ids: Sequence[UUID]) -> None:
        rows.place(self._connection, section, list(section_ids))

    def put_under(self, section_id: UUID, parent_id: UUID | None) -> None:
        """Its place there is given by `place`, in the same transaction."""
        statement = update(section).where(section.c.id == section_id).values(parent_id=parent_id)
        self._connection.execute(statement)

    def set_depths(self, depths: Mapping[UUID, int]) -> None:
        statement = text("UPDATE section SET depth = :depth WHERE id = :id")
        if depths:
            self._connection.execute(
                statement, [{"id": section_id, "depth": depth} for section_id, depth in depths.items()]
            )

    def remove(self, section_id: UUID) -> None:
        """With the sections under it."""
        statement = text(
            """
            WITH RECURSIVE below AS (
                SELECT id FROM section WHERE id = :id
                UNION ALL SELECT s.id FROM section s JOIN below b ON s.parent_id = b.id
            )
            DELETE FROM section WHERE id IN (SELECT id FROM below)
            """
        )
        self._connection.execute(statement, {"id": section_id})

    def is_written_in(self, section_ids: Sequence[UUID]) -> bool:
        """Whether anyone wrote in one of them, drafts and erased texts included."""
        statement = text("SELECT EXISTS (SELECT 1 FROM contribution WHERE section_id = ANY(:ids))")
        return bool(self._connection.execute(statement, {"ids": list(section_ids)}).scalar_one())


def _section(row: RowMapping) -> Section:
    return Section(**{name: row[name] for name in NAMES})

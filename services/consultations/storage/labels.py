"""Themes and zones of organisations."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import Connection, select, text

from chassis.storage import ALPHABET
from consultations.domain.project import Label
from consultations.storage.tables.frame import label as table

DEFINE = text(
    """
    INSERT INTO label (id, organisation_id, kind, label) VALUES (:id, :organisation_id, :kind, :label)
    ON CONFLICT (organisation_id, kind, lower(label)) DO UPDATE SET label = label.label
    RETURNING id, label
    """
)
MOST = 500


class StoredLabels:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def define(self, organisation_id: UUID, kind: str, label: str) -> Label:
        """The label of that name, made unless it was there, whatever its capitals."""
        values = {"id": uuid4(), "organisation_id": organisation_id, "kind": kind, "label": label}
        return Label(*self._connection.execute(DEFINE, values).one())

    def of_organisation(self, organisation_id: UUID, kind: str) -> list[Label]:
        statement = (
            select(table.c.id, table.c.label)
            .where(table.c.organisation_id == organisation_id, table.c.kind == kind)
            .order_by(table.c.label.collate(ALPHABET), table.c.id)
            .limit(MOST)
        )
        return [Label(*row) for row in self._connection.execute(statement)]

    def known(self, organisation_id: UUID, kind: str, label_ids: Sequence[UUID]) -> set[UUID]:
        """Which of the ids are labels of that kind in that organisation."""
        statement = select(table.c.id).where(
            table.c.organisation_id == organisation_id, table.c.kind == kind, table.c.id.in_(label_ids)
        )
        return set(self._connection.execute(statement).scalars())

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, insert, select, update

from chassis.storage import ALPHABET
from identity.domain.organisation import ParticipantType
from identity.storage.rows import from_row
from identity.storage.tables import participant_type as kind


class StoredParticipantTypes:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: ParticipantType) -> None:
        values = {
            "id": new.id,
            "organisation_id": new.organisation_id,
            "label_fr": new.label_fr,
            "label_en": new.label_en,
            "defined_at": func.clock_timestamp(),
            "version": new.version,
        }
        self._connection.execute(insert(kind).values(values))

    def find(self, participant_type_id: UUID) -> ParticipantType | None:
        statement = select(kind).where(kind.c.id == participant_type_id)
        row = self._connection.execute(statement).mappings().one_or_none()
        return None if row is None else _read(row)

    def retire(self, participant_type_id: UUID, now: datetime) -> ParticipantType:
        changes = {"retired_at": now, "version": kind.c.version + 1}
        statement = update(kind).where(kind.c.id == participant_type_id).values(changes).returning(kind)
        return _read(self._connection.execute(statement).mappings().one())

    def of(self, organisation_id: UUID) -> list[ParticipantType]:
        statement = select(kind).where(kind.c.organisation_id == organisation_id)
        rows = self._connection.execute(
            statement.order_by(kind.c.label_fr.collate(ALPHABET), kind.c.id)
        ).mappings()
        return [_read(row) for row in rows]


def _read(row: Mapping[Any, Any]) -> ParticipantType:
    return from_row(ParticipantType, row, retired=row["retired_at"] is not None)

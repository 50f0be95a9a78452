"""What others told and mails need: steps' windows, organisations' names, colours and contact addresses; the newest counts."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from notifications.domain.letter import PLAIN_COLOUR, Brand
from notifications.domain.message import Window
from notifications.storage.tables import organisation, step_window


class StoredStepWindows:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def move(self, step_id: UUID, version: int, window: Window) -> bool:
        row = {"version": version, "opens_at": window.opens_at, "closes_at": window.closes_at}
        new = insert(step_window).values(step_id=step_id, **row)
        newer = step_window.c.version < new.excluded.version
        moved = new.on_conflict_do_update(index_elements=["step_id"], set_=row, where=newer)
        return self._connection.execute(moved.returning(step_window.c.version)).first() is not None

    def version(self, step_id: UUID) -> int | None:
        query = select(step_window.c.version).where(step_window.c.step_id == step_id)
        return self._connection.execute(query).scalar_one_or_none()


class StoredOrganisations:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def know(self, organisation_id: UUID, version: int, brand: Brand) -> None:
        row = {"version": version, "name": brand.name, "colour": brand.colour, "contact": brand.contact}
        new = insert(organisation).values(id=organisation_id, **row)
        newer = organisation.c.version < new.excluded.version
        self._connection.execute(new.on_conflict_do_update(index_elements=["id"], set_=row, where=newer))

    def brands(self, organisation_ids: Iterable[UUID]) -> dict[UUID, Brand]:
        query = select(organisation).where(organisation.c.id.in_(list(organisation_ids)))
        return {
            row.id: Brand(row.name, row.colour or PLAIN_COLOUR, row.contact)
            for row in self._connection.execute(query)
        }

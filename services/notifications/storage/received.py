"""What others told and mails need: steps' windows, organisations' names, colours and contact addresses; the newest counts."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from chassis.copies import VersionedCopy
from notifications.domain.letter import PLAIN_COLOUR, Brand
from notifications.domain.message import Window
from notifications.storage.tables import organisation, step_window


class StoredStepWindows:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._copy: VersionedCopy[dict[str, Any]] = VersionedCopy(connection, step_window, dict)

    def move(self, step_id: UUID, version: int, window: Window) -> bool:
        times = {"opens_at": window.opens_at, "closes_at": window.closes_at}
        return self._copy.store({"step_id": step_id, "version": version, **times})

    def version(self, step_id: UUID) -> int | None:
        query = select(step_window.c.version).where(step_window.c.step_id == step_id)
        return self._connection.execute(query).scalar_one_or_none()


class StoredOrganisations:
    def __init__(self, connection: Connection) -> None:
        self._copy = VersionedCopy(connection, organisation, _brand)

    def know(self, organisation_id: UUID, version: int, brand: Brand) -> None:
        self._copy.store({"id": organisation_id, "version": version, **vars(brand)})

    def brands(self, organisation_ids: Iterable[UUID]) -> dict[UUID, Brand]:
        return self._copy.several(organisation_ids)


def _brand(name: str, colour: str | None, contact: str | None, **_other: object) -> Brand:
    return Brand(name, colour or PLAIN_COLOUR, contact)

"""What is told to many, and how far it is."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select, update
from sqlalchemy.dialects.postgresql import insert

from notifications.domain.fan_out import FanOut
from notifications.domain.message import Window
from notifications.storage.tables import fan_out

PLAIN = (
    "id", "cause", "kind", "organisation_id", "project_id", "step_id", "step_version", "closes_at_before",
    "after",
)  # fmt: skip


class StoredFanOuts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: FanOut) -> bool:
        row = {name: getattr(new, name) for name in PLAIN}
        row |= {"opens_at": new.window.opens_at, "closes_at": new.window.closes_at}
        adding = insert(fan_out).values(row).on_conflict_do_nothing().returning(fan_out.c.id)
        return self._connection.execute(adding).first() is not None

    def take_unfinished(self, most: int) -> list[FanOut]:
        query = select(fan_out).where(fan_out.c.finished_at.is_(None)).order_by(fan_out.c.asked_at)
        rows = self._connection.execute(query.limit(most).with_for_update(skip_locked=True))
        return [_fan_out(row) for row in rows]

    def advance(self, fan_out_id: UUID, after: UUID) -> None:
        self._connection.execute(update(fan_out).where(fan_out.c.id == fan_out_id).values(after=after))

    def finish(self, fan_out_id: UUID, now: datetime) -> None:
        self._connection.execute(update(fan_out).where(fan_out.c.id == fan_out_id).values(finished_at=now))


def _fan_out(row: Row[Any]) -> FanOut:
    return FanOut(**{name: getattr(row, name) for name in PLAIN}, window=Window(row.opens_at, row.closes_at))

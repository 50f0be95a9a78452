"""Mailings of votations, and how far each is."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert

from notifications.domain.mailing import Mailing
from notifications.storage.tables import mailing

PLAIN = ("id", "kind", "votation_id", "organisation_id", "project_id", "expires_at", "after")


class StoredMailings:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Mailing) -> bool:
        row = {name: getattr(new, name) for name in PLAIN} | {"urgent": new.is_urgent}
        adding = insert(mailing).values(row).on_conflict_do_nothing().returning(mailing.c.id)
        return self._connection.execute(adding).first() is not None

    def due(self, now: datetime, most: int) -> list[Mailing]:
        query = select(*(mailing.c[name] for name in PLAIN))
        query = query.where(mailing.c.finished_at.is_(None), mailing.c.due_at <= now)
        query = query.order_by(mailing.c.urgent.desc(), mailing.c.asked_at, mailing.c.id).limit(most)
        return [Mailing(**row) for row in self._connection.execute(query).mappings()]

    def advance(self, walked: Mailing, after: UUID) -> None:
        place = mailing.c.after.is_not_distinct_from(walked.after)
        self._change(walked, place, after=after)

    def finish(self, walked: Mailing, now: datetime) -> None:
        self._change(walked, finished_at=now)

    def postpone(self, walked: Mailing, now: datetime, wait: timedelta) -> None:
        self._change(walked, due_at=now + wait)

    def _change(self, walked: Mailing, *only_where: Any, **values: Any) -> None:
        change = update(mailing).where(mailing.c.id == walked.id, *only_where)
        self._connection.execute(change.values(**values))

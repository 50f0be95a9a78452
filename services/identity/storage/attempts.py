from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from identity.domain.throttle import Attempt
from identity.storage.tables import throttle_hit as hit


class StoredAttempts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def oldest_counted(self, attempt: Attempt, now: datetime) -> datetime | None:
        counted = (hit.c.bucket == attempt.bucket, hit.c.hit_at > now - attempt.limit.window)
        statement = select(hit.c.hit_at).where(*counted).order_by(hit.c.hit_at.desc())
        moment: datetime | None = self._connection.execute(
            statement.offset(attempt.limit.most - 1).limit(1)
        ).scalar_one_or_none()
        return moment

    def newest(self, attempt: Attempt) -> datetime | None:
        statement = select(func.max(hit.c.hit_at)).where(hit.c.bucket == attempt.bucket)
        moment: datetime | None = self._connection.execute(statement).scalar_one()
        return moment

    def add(self, attempts: Sequence[Attempt], now: datetime) -> tuple[int, ...]:
        values = [{"bucket": attempt.bucket, "hit_at": now} for attempt in attempts]
        return tuple(self._connection.execute(insert(hit).values(values).returning(hit.c.id)).scalars())

    def forget(self, numbers: Sequence[int]) -> None:
        if numbers:
            self._connection.execute(delete(hit).where(hit.c.id.in_(numbers)))

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, insert, select, tuple_, update

from identity.domain.ports import After
from identity.domain.session import IDLE_LIFE, LONGEST_LIFE, Session
from identity.storage.rows import from_row, to_row
from identity.storage.tables import session, session_token


class StoredSessions:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Session, token_hash: bytes) -> None:
        self._connection.execute(insert(session).values(to_row(new, session)))
        self._add_token(new.id, token_hash, new.generation)

    def of_token(self, token_hash: bytes) -> tuple[Session, int] | None:
        token = select(session_token).where(session_token.c.token_hash == token_hash)
        token_row = self._connection.execute(token).one_or_none()
        if token_row is None:
            return None
        statement = select(session).where(session.c.id == token_row.session_id).with_for_update()
        row = self._connection.execute(statement).mappings().one_or_none()
        return None if row is None else (from_row(Session, row), token_row.generation)

    def rotate(self, turned: Session, token_hash: bytes, now: datetime) -> None:
        generation = turned.generation + 1
        changes = {"generation": generation, "rotated_at": now, "last_used_at": now}
        self._connection.execute(update(session).where(session.c.id == turned.id).values(changes))
        self._add_token(turned.id, token_hash, generation)

    def add_sibling(self, of: Session, token_hash: bytes, now: datetime) -> None:
        used = {"last_used_at": now}
        self._connection.execute(update(session).where(session.c.id == of.id).values(used))
        self._add_token(of.id, token_hash, of.generation)

    def end(self, account_id: UUID, session_id: UUID, now: datetime) -> bool:
        live = (session.c.id == session_id, session.c.account_id == account_id, session.c.ended_at.is_(None))
        statement = update(session).where(*live).values(ended_at=now).returning(session.c.id)
        return self._connection.execute(statement).first() is not None

    def end_all(self, account_id: UUID, now: datetime, but: UUID | None = None) -> list[UUID]:
        statement = update(session).where(session.c.account_id == account_id, session.c.ended_at.is_(None))
        if but is not None:
            statement = statement.where(session.c.id != but)
        return list(
            self._connection.execute(statement.values(ended_at=now).returning(session.c.id)).scalars()
        )

    def live(self, account_id: UUID, now: datetime, after: After, limit: int) -> list[Session]:
        statement = select(session).where(
            session.c.account_id == account_id,
            session.c.ended_at.is_(None),
            session.c.last_used_at > now - IDLE_LIFE,
            session.c.started_at > now - LONGEST_LIFE,
        )
        if after is not None:
            statement = statement.where(tuple_(session.c.started_at, session.c.id) < after)
        statement = statement.order_by(session.c.started_at.desc(), session.c.id.desc()).limit(limit + 1)
        return [from_row(Session, row) for row in self._connection.execute(statement).mappings()]

    def _add_token(self, session_id: UUID, token_hash: bytes, generation: int) -> None:
        values = {"token_hash": token_hash, "session_id": session_id, "generation": generation}
        self._connection.execute(insert(session_token).values(values))

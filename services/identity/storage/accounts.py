from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Executable, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.exc import IntegrityError

from identity.domain.account import Account, Standing
from identity.domain.grant import Grant
from identity.domain.session import IDLE_LIFE, LONGEST_LIFE
from identity.storage.rows import from_row, to_row
from identity.storage.tables import account, account_participant_type, session

STANDING = text(
    """
    SELECT role, organisation_id, project_id, NULL AS participant_type_id
    FROM role_grant WHERE account_id = :id
    UNION ALL
    SELECT NULL, organisation_id, NULL, participant_type_id
    FROM account_participant_type WHERE account_id = :id
    """
)


class StoredAccounts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Account, registration_key: bytes | None) -> bool:
        values = {**to_row(new, account), "registration_key": registration_key}
        if registration_key is None:
            self._connection.execute(insert(account).values(values))
            return True
        statement = (
            insert_or(account).values(values).on_conflict_do_nothing(index_elements=["registration_key"])
        )
        return self._connection.execute(statement.returning(account.c.id)).first() is not None

    def find(self, account_id: UUID) -> Account | None:
        return self._one(select(account).where(account.c.id == account_id))

    def of_registration(self, registration_key: bytes) -> Account | None:
        return self._one(select(account).where(account.c.registration_key == registration_key))

    def confirmed(self, email: str) -> Account | None:
        confirmed = account.c.email_confirmed_at.is_not(None)
        return self._one(select(account).where(account.c.email == email, confirmed))

    def for_sign_in(self, email: str) -> Account | None:
        unconfirmed = account.c.email_confirmed_at.is_(None)
        order = (unconfirmed, account.c.created_at.desc(), account.c.id)
        return self._one(select(account).where(account.c.email == email).order_by(*order).limit(1))

    def unconfirmed(self, email: str) -> list[Account]:
        pending = (account.c.email == email, account.c.email_confirmed_at.is_(None))
        statement = select(account).where(*pending).order_by(account.c.created_at.desc(), account.c.id)
        return [from_row(Account, row) for row in self._connection.execute(statement).mappings()]

    def with_live_session(self, account_id: UUID, session_id: UUID, now: datetime) -> Account | None:
        live = (
            session.c.id == session_id,
            session.c.account_id == account_id,
            session.c.ended_at.is_(None),
            session.c.last_used_at > now - IDLE_LIFE,
            session.c.started_at > now - LONGEST_LIFE,
        )
        return self._one(select(account).join(session, session.c.account_id == account.c.id).where(*live))

    def change(self, account_id: UUID, changes: Mapping[str, Any]) -> Account:
        values = {**changes, "version": account.c.version + 1}
        statement = update(account).where(account.c.id == account_id).values(values).returning(account)
        return from_row(Account, self._connection.execute(statement).mappings().one())

    def touch(self, account_id: UUID) -> int:
        return self.change(account_id, {}).version

    def confirm(self, account_id: UUID, email: str, now: datetime) -> Account | None:
        changes = {"email": email, "email_confirmed_at": now, "pending_email": None}
        try:
            with self._connection.begin_nested():
                return self.change(account_id, changes)
        except IntegrityError:
            return None

    def standing(self, account_id: UUID) -> Standing:
        rows = self._connection.execute(STANDING, {"id": account_id}).all()
        return Standing(
            grants=tuple(Grant(row.role, row.organisation_id, row.project_id) for row in rows if row.role),
            participant_types={row.organisation_id: row.participant_type_id for row in rows if not row.role},
        )

    def choose_type(self, account_id: UUID, organisation_id: UUID, participant_type_id: UUID) -> None:
        values = {
            "account_id": account_id,
            "organisation_id": organisation_id,
            "participant_type_id": participant_type_id,
        }
        statement = insert_or(account_participant_type).values(values)
        keys = ["account_id", "organisation_id"]
        changed = {"participant_type_id": participant_type_id}
        self._connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed))

    def with_confirmed_address(self, account_ids: Sequence[UUID]) -> list[Account]:
        wanted = (account.c.id.in_(account_ids), account.c.email_confirmed_at.is_not(None))
        rows = self._connection.execute(select(account).where(*wanted).order_by(account.c.id)).mappings()
        return [from_row(Account, row) for row in rows]

    def _one(self, statement: Executable) -> Account | None:
        row = self._connection.execute(statement).mappings().one_or_none()
        return None if row is None else from_row(Account, row)

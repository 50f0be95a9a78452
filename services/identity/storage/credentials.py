from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from identity.domain.credential import Credential
from identity.storage.rows import from_row, to_row
from identity.storage.tables import credential_request as request


class StoredCredentials:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, credential: Credential) -> None:
        self._connection.execute(insert(request).values(to_row(credential, request)))

    def take(self, credential_id: UUID) -> Credential | None:
        return self._one(select(request).where(request.c.id == credential_id).with_for_update())

    def mint(self, credential_id: UUID, secret_hash: bytes, now: datetime) -> None:
        changes = {"secret_hash": secret_hash, "minted_at": now}
        self._connection.execute(update(request).where(request.c.id == credential_id).values(changes))

    def use(self, secret_hash: bytes, kind: str, now: datetime) -> Credential | None:
        usable = (
            request.c.secret_hash == secret_hash,
            request.c.kind == kind,
            request.c.used_at.is_(None),
            request.c.cancelled_at.is_(None),
            request.c.expires_at > now,
        )
        return self._one(update(request).where(*usable).values(used_at=now).returning(request))

    def of_secret(self, secret_hash: bytes, kind: str) -> Credential | None:
        return self._one(select(request).where(request.c.secret_hash == secret_hash, request.c.kind == kind))

    def cancel_of_account(self, account_id: UUID, kinds: Sequence[str], now: datetime) -> None:
        self._cancel(now, request.c.account_id == account_id, request.c.kind.in_(kinds))

    def cancel_since(self, account_id: UUID, kind: str, since: datetime, now: datetime) -> None:
        self._cancel(
            now, request.c.account_id == account_id, request.c.kind == kind, request.c.requested_at >= since
        )

    def cancel_rivals(self, address: str, account_id: UUID, kind: str, now: datetime) -> None:
        self._cancel(
            now, request.c.address == address, request.c.account_id != account_id, request.c.kind == kind
        )

    def cancel_of_invitation(self, invitation_id: UUID, now: datetime) -> None:
        self._cancel(now, request.c.invitation_id == invitation_id)

    def _cancel(self, now: datetime, *whose: Any) -> None:
        still_open = (request.c.used_at.is_(None), request.c.cancelled_at.is_(None))
        self._connection.execute(update(request).where(*whose, *still_open).values(cancelled_at=now))

    def _one(self, statement: Any) -> Credential | None:
        row = self._connection.execute(statement).mappings().one_or_none()
        return None if row is None else from_row(Credential, row)

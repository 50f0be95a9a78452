from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select, tuple_, update

from identity.domain.grant import Grant
from identity.domain.invitation import Invitation
from identity.domain.ports import After
from identity.storage.rows import from_row, to_row
from identity.storage.tables import invitation


class StoredInvitations:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Invitation) -> None:
        self._connection.execute(insert(invitation).values(to_row(new, invitation)))

    def find(self, invitation_id: UUID) -> Invitation | None:
        statement = select(invitation).where(invitation.c.id == invitation_id)
        row = self._connection.execute(statement).mappings().one_or_none()
        return None if row is None else from_row(Invitation, row)

    def pending(self, grant: Grant, email: str, now: datetime) -> list[Invitation]:
        statement = select(invitation).where(
            invitation.c.organisation_id == grant.organisation_id,
            invitation.c.email == email,
            invitation.c.role == grant.role,
            invitation.c.project_id.is_not_distinct_from(grant.project_id),
            invitation.c.accepted_at.is_(None),
            invitation.c.revoked_at.is_(None),
            invitation.c.expires_at > now,
        )
        return [from_row(Invitation, row) for row in self._connection.execute(statement).mappings()]

    def accept(self, invitation_id: UUID, account_id: UUID, now: datetime) -> bool:
        changes = {"accepted_at": now, "accepted_by": account_id}
        return self._settle(invitation_id, changes, invitation.c.expires_at > now)

    def revoke(self, invitation_id: UUID, now: datetime) -> bool:
        return self._settle(invitation_id, {"revoked_at": now})

    def _settle(self, invitation_id: UUID, changes: dict[str, Any], *conditions: Any) -> bool:
        unsettled = (invitation.c.accepted_at.is_(None), invitation.c.revoked_at.is_(None), *conditions)
        statement = update(invitation).where(invitation.c.id == invitation_id, *unsettled).values(changes)
        return self._connection.execute(statement.returning(invitation.c.id)).first() is not None

    def page(self, organisation_id: UUID, after: After, limit: int) -> list[Invitation]:
        statement = select(invitation).where(invitation.c.organisation_id == organisation_id)
        if after is not None:
            statement = statement.where(tuple_(invitation.c.sent_at, invitation.c.id) < after)
        statement = statement.order_by(invitation.c.sent_at.desc(), invitation.c.id.desc()).limit(limit + 1)
        return [from_row(Invitation, row) for row in self._connection.execute(statement).mappings()]

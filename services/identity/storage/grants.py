from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import Connection, delete, func, select, text
from sqlalchemy.dialects.postgresql import insert as insert_or

from identity.domain.grant import ORGANISER, Grant, Member
from identity.domain.ports import After
from identity.storage.tables import role_grant

ROLES = text(
    """
    SELECT DISTINCT g.role FROM role_grant g
    WHERE g.account_id = :account_id
      AND (g.organisation_id IS NULL OR g.organisation_id = ANY(:scopes) AND g.project_id IS NULL)
      AND EXISTS (SELECT 1 FROM session s
                  WHERE s.id = :session_id AND s.account_id = :account_id AND s.ended_at IS NULL)
    """
)
MEMBERS = text(
    """
    WITH member AS (
        SELECT account_id, min(given_at) AS since FROM role_grant
        WHERE organisation_id = :organisation_id
          AND (CAST(:account_id AS uuid) IS NULL OR account_id = :account_id)
        GROUP BY account_id
        HAVING CAST(:after AS timestamptz) IS NULL
            OR (min(given_at), account_id) > (CAST(:after AS timestamptz), CAST(:after_id AS uuid))
        ORDER BY min(given_at), account_id
        LIMIT :limit
    )
    SELECT m.account_id, m.since, a.display_name, a.email, g.role, g.project_id
    FROM member m
    JOIN account a ON a.id = m.account_id
    JOIN role_grant g ON g.account_id = m.account_id AND g.organisation_id = :organisation_id
    ORDER BY m.since, m.account_id, g.id
    """
)


class StoredGrants:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def roles(self, account_id: UUID, session_id: UUID | None, scopes: Iterable[UUID]) -> frozenset[str]:
        parameters = {"account_id": account_id, "session_id": session_id, "scopes": list(scopes)}
        return frozenset(self._connection.execute(ROLES, parameters).scalars())

    def give(self, account_id: UUID, grant: Grant, now: datetime) -> bool:
        values = {
            "account_id": account_id,
            "role": grant.role,
            "organisation_id": grant.organisation_id,
            "project_id": grant.project_id,
            "given_at": now,
        }
        statement = insert_or(role_grant).values(values).on_conflict_do_nothing()
        return self._connection.execute(statement.returning(role_grant.c.id)).first() is not None

    def take(self, account_id: UUID, grant: Grant) -> bool:
        given = (
            role_grant.c.account_id == account_id,
            role_grant.c.role == grant.role,
            role_grant.c.organisation_id == grant.organisation_id,
            role_grant.c.project_id.is_not_distinct_from(grant.project_id),
        )
        statement = delete(role_grant).where(*given).returning(role_grant.c.id)
        return self._connection.execute(statement).first() is not None

    def keepers(self, organisation_id: UUID) -> int:
        keeping = (
            role_grant.c.organisation_id == organisation_id,
            role_grant.c.role == ORGANISER,
            role_grant.c.project_id.is_(None),
        )
        statement = select(func.count()).select_from(role_grant).where(*keeping)
        return int(self._connection.execute(statement).scalar_one())

    def member(self, organisation_id: UUID, account_id: UUID) -> Member | None:
        return next(iter(self._members(organisation_id, account_id, None, 1)), None)

    def members(self, organisation_id: UUID, after: After, limit: int) -> list[Member]:
        return self._members(organisation_id, None, after, limit + 1)

    def _members(
        self, organisation_id: UUID, account_id: UUID | None, after: After, limit: int
    ) -> list[Member]:
        moment, last = after or (None, None)
        parameters = {
            "organisation_id": organisation_id,
            "account_id": account_id,
            "after": moment,
            "after_id": last,
            "limit": limit,
        }
        rows = self._connection.execute(MEMBERS, parameters).all()
        members = []
        for _, grouped in groupby(rows, key=lambda row: row.account_id):
            grouped_rows = list(grouped)
            grants = tuple(Grant(row.role, organisation_id, row.project_id) for row in grouped_rows)
            first = grouped_rows[0]
            members.append(Member(first.account_id, first.display_name, first.email, first.since, grants))
        return members

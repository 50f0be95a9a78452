from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, delete, func, insert, literal, select, text, tuple_
from sqlalchemy.dialects.postgresql import insert as insert_or

from chassis.storage import ALPHABET
from identity.domain.organisation import Group
from identity.storage.rows import from_row, to_row
from identity.storage.tables import account, account_group, group_address

MOVE = text(
    """
    WITH left_behind AS (DELETE FROM group_address WHERE email = :before RETURNING group_id, added_at)
    INSERT INTO group_address (group_id, email, added_at) SELECT group_id, :after, added_at FROM left_behind
    ON CONFLICT DO NOTHING
    """
)


class StoredGroups:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, group: Group) -> None:
        self._connection.execute(insert(account_group).values(to_row(group, account_group)))

    def find(self, group_id: UUID) -> Group | None:
        statement = _counted().where(account_group.c.id == group_id)
        row = self._connection.execute(statement).mappings().one_or_none()
        return None if row is None else from_row(Group, row)

    def page(self, organisation_id: UUID, after: tuple[str, UUID] | None, limit: int) -> list[Group]:
        statement = _counted().where(account_group.c.organisation_id == organisation_id)
        name = account_group.c.name.collate(ALPHABET)
        if after is not None:
            last = tuple_(literal(after[0]).collate(ALPHABET), literal(after[1]))
            statement = statement.where(tuple_(name, account_group.c.id) > last)
        statement = statement.order_by(name, account_group.c.id).limit(limit + 1)
        return [from_row(Group, row) for row in self._connection.execute(statement).mappings()]

    def add_address(self, group_id: UUID, email: str, now: datetime) -> bool:
        values = {"group_id": group_id, "email": email, "added_at": now}
        statement = insert_or(group_address).values(values).on_conflict_do_nothing()
        return self._connection.execute(statement.returning(group_address.c.email)).first() is not None

    def remove_address(self, group_id: UUID, email: str) -> bool:
        member = (group_address.c.group_id == group_id, group_address.c.email == email)
        statement = delete(group_address).where(*member).returning(group_address.c.email)
        return self._connection.execute(statement).first() is not None

    def move_address(self, before: str, after: str) -> None:
        self._connection.execute(MOVE, {"before": before, "after": after})

    def of_account(self, account_id: UUID, organisation_id: UUID | None = None) -> frozenset[UUID]:
        statement = (
            select(group_address.c.group_id)
            .join(account, account.c.email == group_address.c.email)
            .join(account_group, account_group.c.id == group_address.c.group_id)
            .where(account.c.id == account_id, account.c.email_confirmed_at.is_not(None))
        )
        if organisation_id is not None:
            statement = statement.where(account_group.c.organisation_id == organisation_id)
        return frozenset(self._connection.execute(statement).scalars())

    def accounts(self, group_id: UUID, after: UUID | None, limit: int) -> list[UUID]:
        statement = (
            select(account.c.id)
            .join(group_address, group_address.c.email == account.c.email)
            .where(group_address.c.group_id == group_id, account.c.email_confirmed_at.is_not(None))
        )
        if after is not None:
            statement = statement.where(account.c.id > after)
        statement = statement.order_by(account.c.id).limit(limit + 1)
        return list(self._connection.execute(statement).scalars())


def _counted() -> Select[Any]:
    members = select(func.count()).where(group_address.c.group_id == account_group.c.id).scalar_subquery()
    return select(account_group, members.label("members"))

"""Statements that every table of the frame shares."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, text, update


def change_at_version(
    connection: Connection, table: Table, id: UUID, version: int, changes: Mapping[str, Any]
) -> int | None:
    """Change a row that is still at `version`; its new version, or nothing when someone was faster."""
    statement = (
        update(table)
        .where(table.c.id == id, table.c.version == version)
        .values(**changes, version=table.c.version + 1)
        .returning(table.c.version)
    )
    return connection.execute(statement).scalar_one_or_none()


def place(connection: Connection, table: Table, ids: list[UUID]) -> None:
    """Positions 0, 1, 2 … in the order of `ids`; uniqueness is judged at commit."""
    connection.execute(
        text(
            f"""
            UPDATE {table.name} SET position = ranked.place - 1
            FROM unnest(CAST(:ids AS uuid[])) WITH ORDINALITY AS ranked (id, place)
            WHERE {table.name}.id = ranked.id AND {table.name}.position <> ranked.place - 1
            """  # noqa: S608 - the table is one of ours
        ),
        {"ids": ids},
    )

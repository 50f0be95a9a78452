"""Roll files on their way: how each is read, its lines once read, and what is wrong with them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, text, update

from votation.domain.roll import RollImport
from votation.domain.roll_lines import Line, Problem
from votation.storage.tables import roll_import

# A job that was given up, or is gone, says so here: nothing else would.
SHOWN = """
    SELECT i.id, i.votation_id, i.file_key, i.encoding, i.separator, i.has_header, i.columns, i.sample, i.job_id,
        i.lines, i.good, i.problems, i.weights, i.colleges, i.created_at,
        i.first_line, i.sample_lines, i.weights_read, i.merged, i.invisible,
        CASE WHEN i.state IN ('reading', 'writing') AND j.state IS DISTINCT FROM 'waiting'
            AND j.state IS DISTINCT FROM 'running' AND j.state IS DISTINCT FROM 'done' THEN 'failed' ELSE i.state
        END AS state,
        CASE WHEN i.state IN ('read', 'written') THEN 100 ELSE coalesce(j.progress, 0) END AS progress
    FROM roll_import i LEFT JOIN job j ON j.id = i.job_id
"""
JSON_COLUMNS = ("columns", "sample", "colleges", "sample_lines", "weights_read", "merged")
JSON = {name: roll_import.c[name].type for name in JSON_COLUMNS}
FIND = text(SHOWN + "WHERE i.id = :id").columns(**JSON)
BEFORE = text(SHOWN + "WHERE i.created_at < :moment ORDER BY i.created_at LIMIT :limit").columns(**JSON)
PROBLEMS = text(
    """
    SELECT line, place, column_name AS "column", code, excerpt, other_line FROM roll_problem
    WHERE import_id = :import_id AND (line, place) > (:line, :place) ORDER BY line, place LIMIT :limit
    """
)
STAGED = text(
    """
    SELECT line, reference, name, email, phone, postal_code, college, weight FROM roll_line
    WHERE import_id = :import_id AND line > :after ORDER BY line LIMIT :limit
    """
)
COPY_LINES = """
    COPY roll_line (import_id, line, reference, name, email, phone, postal_code, college, weight) FROM STDIN
"""
COPY_PROBLEMS = (
    "COPY roll_problem (import_id, line, place, column_name, code, excerpt, other_line) FROM STDIN"
)
FORGET = (
    "DELETE FROM roll_line WHERE import_id = :import_id",
    "DELETE FROM roll_problem WHERE import_id = :import_id",
)


class StoredRollImports:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_import(self, values: Mapping[str, Any]) -> RollImport:
        self._connection.execute(insert(roll_import).values(**values))
        return self._found(values["id"])

    def find_import(self, import_id: UUID) -> RollImport | None:
        row = self._connection.execute(FIND, {"id": import_id}).mappings().one_or_none()
        return None if row is None else RollImport(**row)

    def change_import(self, import_id: UUID, changes: Mapping[str, Any]) -> RollImport:
        self._connection.execute(update(roll_import).where(roll_import.c.id == import_id).values(**changes))
        return self._found(import_id)

    def _found(self, import_id: UUID) -> RollImport:
        return RollImport(**self._connection.execute(FIND, {"id": import_id}).mappings().one())

    def problems(self, import_id: UUID, after: tuple[int, int] | None, limit: int) -> list[dict[str, Any]]:
        """In the order of the lines; one more than `limit` when there are more."""
        line, place = after or (-1, -1)
        parameters = {"import_id": import_id, "line": line, "place": place, "limit": limit + 1}
        return [dict(row) for row in self._connection.execute(PROBLEMS, parameters).mappings()]

    def imports_before(self, moment: datetime, limit: int) -> list[RollImport]:
        rows = self._connection.execute(BEFORE, {"moment": moment, "limit": limit}).mappings()
        return [RollImport(**row) for row in rows]

    def forget_import(self, import_id: UUID) -> None:
        self._connection.execute(text("DELETE FROM roll_import WHERE id = :id"), {"id": import_id})

    def forget_lines(self, import_id: UUID) -> None:
        """What an earlier reading found."""
        for statement in FORGET:
            self._connection.execute(text(statement), {"import_id": import_id})

    def stage(self, import_id: UUID, lines: Iterable[Line]) -> None:
        copy_rows(
            self._connection,
            COPY_LINES,
            (
                (
                    import_id,
                    line.line,
                    line.reference,
                    line.name,
                    line.email,
                    line.phone,
                    line.postal_code,
                    line.college,
                    line.weight,
                )
                for line in lines
            ),
        )

    def note_problems(self, import_id: UUID, problems: Iterable[Problem]) -> None:
        copy_rows(
            self._connection,
            COPY_PROBLEMS,
            (
                (
                    import_id,
                    problem.line,
                    problem.place,
                    problem.column_name,
                    problem.code,
                    problem.excerpt,
                    problem.other_line,
                )
                for problem in problems
            ),
        )

    def staged(self, import_id: UUID, after: int, limit: int) -> list[Line]:
        parameters = {"import_id": import_id, "after": after, "limit": limit}
        return [Line(**row) for row in self._connection.execute(STAGED, parameters).mappings()]


def copy_rows(connection: Connection, statement: str, rows: Iterable[tuple[Any, ...]]) -> int:
    """How many rows went in, all in one COPY of the open transaction."""
    driver: Any = connection.connection.driver_connection
    written = 0
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            written += 1
    return written

"""Titles that a mail names."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, TextClause, text

PROJECT = text(
    """
    SELECT p.title AS project_title, p.slug AS project_slug, p.organisation_id, o.name AS organisation_name,
           p.time_zone, p.visibility = 'public' AS public, s.id AS step_id, s.title AS step_title,
           s.opens_at, s.closes_at
    FROM project p
    LEFT JOIN organisation o ON o.id = p.organisation_id
    LEFT JOIN step s ON s.project_id = p.id AND s.id = :step_id
    WHERE p.id = :project_id
    """
)
# A remark is named by the contribution it is about, while that one is in everyone's view.
SUBJECTS = {
    "contribution": text(
        """
        SELECT c.title AS subject_title, c.trash_reason AS reason, c.state AS subject_state,
            c.state IN ('published', 'trashed') AND coalesce(b.state IN ('published', 'trashed'), true)
                AS subject_in_view
        FROM contribution c LEFT JOIN contribution b ON b.id = c.version_of
        WHERE c.id = :target_id AND c.project_id = :project_id
        """
    ),
    **{
        table: text(
            f"""
            SELECT CASE WHEN about.in_view THEN c.title END AS subject_title, r.trash_reason AS reason,
                r.state AS subject_state, r.state IN ('published', 'trashed') AND about.in_view AS subject_in_view
            FROM {table} r JOIN contribution c ON c.id = r.contribution_id
            LEFT JOIN contribution b ON b.id = c.version_of
            CROSS JOIN LATERAL (SELECT c.state IN ('published', 'trashed')
                AND coalesce(b.state IN ('published', 'trashed'), true) AS in_view) about
            WHERE r.id = :target_id AND r.project_id = :project_id
            """  # noqa: S608 - constants
        )
        for table in ("argument", "source")
    },
}


class StoredNames:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(
        self, project_id: UUID, step_id: UUID | None, target: str | None, target_id: UUID | None
    ) -> dict[str, Any] | None:
        """Of a project, and of a step and a target in it where given; nothing when one of them is not there."""
        names = self._one(PROJECT, project_id=project_id, step_id=step_id)
        if names is None or (step_id is not None and names["step_id"] is None):
            return None
        if target is None or target_id is None:
            return names
        subject = self._one(SUBJECTS[target], target_id=target_id, project_id=project_id)
        return None if subject is None else names | subject

    def _one(self, statement: TextClause, **values: Any) -> dict[str, Any] | None:
        row = self._connection.execute(statement, values).mappings().one_or_none()
        return None if row is None else dict(row)

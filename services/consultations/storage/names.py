"""Titles that a mail names."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

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


def names(
    connection: Connection, project_id: UUID, step_id: UUID | None, target: str | None, target_id: UUID | None
) -> dict[str, Any] | None:
    """Names of a project, and of a step and a target in it where given; nothing when one of them is not
    there.
    """
    found = (
        connection.execute(PROJECT, {"project_id": project_id, "step_id": step_id}).mappings().one_or_none()
    )
    if found is None or (step_id is not None and found["step_id"] is None):
        return None
    answer = dict(found)
    if target is not None and target_id is not None:
        values = {"target_id": target_id, "project_id": project_id}
        subject = connection.execute(SUBJECTS[target], values).mappings().one_or_none()
        if subject is None:
            return None
        answer |= dict(subject)
    return answer

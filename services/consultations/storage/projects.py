"""Projects: their rows, labels, editions, and the pages of those one may see."""

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, delete, insert, select, text
from sqlalchemy.dialects.postgresql import insert as insert_or

from chassis.storage import ALPHABET
from consultations.domain.project import Filters, Label, Project, VisibilityScope
from consultations.storage import rows
from consultations.storage.tables.frame import label, project, project_label

NAMES = (
    "id",
    "organisation_id",
    "slug",
    "title",
    "summary",
    "body",
    "cover",
    "language",
    "time_zone",
    "visibility",
    "group_id",
    "series_id",
    "edition_rank",
    "edition_label",
    "created_at",
    "published_at",
    "version",
)

# What someone may see of projects `p`.
IN_SCOPE = """(:everything OR p.visibility = 'public'
           OR p.organisation_id = ANY(:staff) OR p.id = ANY(:staff)
           OR p.visibility = 'members'
              AND (:all_members OR p.organisation_id = ANY(:members) OR p.id = ANY(:members))
           OR p.visibility = 'group' AND p.group_id = ANY(:groups))"""
LIST = text(
    f"""
    SELECT p.* FROM project p
    LEFT JOIN organisation o ON o.id = p.organisation_id
    CROSS JOIN LATERAL (
        SELECT bool_or(s.opens_at <= :now AND :now < s.closes_at) AS is_open,
               bool_or(s.opens_at > :now) AS is_upcoming,
               bool_or(s.closes_at <= :now) AS is_closed
        FROM step s WHERE s.project_id = p.id
    ) clock
    WHERE {IN_SCOPE}
      AND (CAST(:organisation_id AS uuid) IS NULL OR p.organisation_id = :organisation_id)
      AND (CAST(:theme_id AS uuid) IS NULL OR EXISTS
           (SELECT 1 FROM project_label l WHERE l.project_id = p.id AND l.label_id = :theme_id))
      AND (CAST(:zone_id AS uuid) IS NULL OR EXISTS
           (SELECT 1 FROM project_label l WHERE l.project_id = p.id AND l.label_id = :zone_id))
      AND (:q = '' OR unaccent(lower(p.title || ' ' || p.summary)) LIKE '%' || unaccent(lower(:literal)) || '%'
           OR p.found || coalesce(o.found, '') @@ sought(:q))
      AND (CAST(:state AS text) IS NULL OR :state = CASE
           WHEN p.visibility = 'draft' THEN 'draft'
           WHEN clock.is_open THEN 'open'
           WHEN clock.is_upcoming OR clock.is_closed IS NOT TRUE THEN 'upcoming'
           ELSE 'closed' END)
      AND (CAST(:before AS timestamptz) IS NULL OR (p.created_at, p.id) < (:before, CAST(:before_id AS uuid)))
    ORDER BY p.created_at DESC, p.id DESC
    LIMIT :limit
    """  # noqa: S608 - constants
)


def scope_values(scope: VisibilityScope) -> dict[str, Any]:
    """The parameters of IN_SCOPE."""
    return {
        "everything": scope.everything,
        "all_members": scope.all_members,
        "staff": list(scope.staff),
        "members": list(scope.members),
        "groups": list(scope.groups),
    }


class StoredProjects:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, project_id: UUID) -> Project | None:
        return self._one(project.c.id == project_id)

    def by_slug(self, slug: str) -> Project | None:
        return self._one(project.c.slug == slug)

    def _one(self, condition: Any) -> Project | None:
        rows = self._connection.execute(select(project).where(condition)).mappings().all()
        return next(iter(self._with_labels(rows)), None)

    def any_for_a_group(self) -> bool:
        """Whether a group's membership can change what anyone sees."""
        statement = text("SELECT EXISTS (SELECT 1 FROM project WHERE visibility = 'group')")
        return bool(self._connection.execute(statement).scalar_one())

    def page(
        self,
        scope: VisibilityScope,
        filters: Filters,
        now: datetime,
        after: tuple[datetime, UUID] | None,
        limit: int,
    ) -> list[Project]:
        """The newest projects within `scope` after the given one, one more than `limit` if there are more."""
        before, before_id = after or (None, None)
        rows = self._connection.execute(
            LIST,
            {
                **scope_values(scope),
                "now": now,
                "organisation_id": filters.organisation_id,
                "theme_id": filters.theme_id,
                "zone_id": filters.zone_id,
                "state": filters.state,
                "q": filters.q,
                "literal": _literal(filters.q),
                "before": before,
                "before_id": before_id,
                "limit": limit + 1,
            },
        )
        return self._with_labels(rows.mappings().all())

    def add(self, new: Project) -> Project:
        """Stored under its slug, or under its slug with the first free number."""
        for number in itertools.count(1):
            slug = new.slug if number == 1 else f"{new.slug}-{number}"
            values = {name: getattr(new, name) for name in NAMES} | {
                "slug": slug,
                "authors": list(new.authors),
            }
            statement = insert_or(project).values(**values).on_conflict_do_nothing(index_elements=["slug"])
            if self._connection.execute(statement.returning(project.c.id)).first() is not None:
                break
        return replace(new, slug=slug)

    def change(self, project_id: UUID, version: int, changes: Mapping[str, Any]) -> int | None:
        return rows.change_at_version(self._connection, project, project_id, version, changes)

    def touch(self, project_id: UUID) -> int:
        statement = text("UPDATE project SET version = version + 1 WHERE id = :id RETURNING version")
        return int(self._connection.execute(statement, {"id": project_id}).scalar_one())

    def join_series(self, later: Project, previous: Project, edition: str) -> None:
        """Put `later` after `previous` among the editions; what was already linked to `later` comes along."""
        statement = text(
            """
            UPDATE project SET
                series_id = :series,
                edition_rank = CASE WHEN id = :later THEN :rank ELSE edition_rank END,
                edition_label = CASE WHEN id = :later THEN :label ELSE edition_label END
            WHERE id IN (:later, :previous) OR series_id = CAST(:old_series AS uuid)
            """
        )
        parameters = {
            "series": previous.series_id or previous.id,
            "old_series": later.series_id,
            "later": later.id,
            "previous": previous.id,
            "rank": previous.edition_rank + 1,
            "label": edition,
        }
        self._connection.execute(statement, parameters)

    def series(self, series_id: UUID) -> list[Project]:
        """The editions of a same project, the first one first."""
        statement = (
            select(project)
            .where(project.c.series_id == series_id)
            .order_by(project.c.edition_rank, project.c.created_at)
            .limit(100)
        )
        return self._with_labels(self._connection.execute(statement).mappings().all())

    def set_labels(self, owner: Project, kind: str, label_ids: Sequence[UUID]) -> None:
        """Exactly these themes (or zones)."""
        self._connection.execute(
            delete(project_label).where(project_label.c.project_id == owner.id, project_label.c.kind == kind)
        )
        if label_ids:
            rows = [
                {"project_id": owner.id, "label_id": label_id, "kind": kind}
                for label_id in dict.fromkeys(label_ids)
            ]
            self._connection.execute(insert(project_label), rows)

    def _with_labels(self, rows: Sequence[RowMapping]) -> list[Project]:
        themes: dict[UUID, list[Label]] = defaultdict(list)
        zones: dict[UUID, list[Label]] = defaultdict(list)
        if rows:
            statement = (
                select(project_label.c.project_id, label.c.id, label.c.kind, label.c.label)
                .join(label, label.c.id == project_label.c.label_id)
                .where(project_label.c.project_id.in_([row["id"] for row in rows]))
                .order_by(label.c.label.collate(ALPHABET))
            )
            for row in self._connection.execute(statement):
                (themes if row.kind == "theme" else zones)[row.project_id].append(Label(row.id, row.label))
        return [_project(row, themes[row["id"]], zones[row["id"]]) for row in rows]


def _project(row: RowMapping, themes: list[Label], zones: list[Label]) -> Project:
    values = {name: row[name] for name in NAMES}
    return Project(**values, authors=tuple(row["authors"]), themes=tuple(themes), zones=tuple(zones))


def _literal(searched: str) -> str:
    """The text as LIKE takes it literally."""
    return searched.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")

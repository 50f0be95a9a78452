"""Figures: folded sums and what is not folded yet, added up in one snapshot.

Never counts what people wrote.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, TextClause, text

from consultations.domain.figures import Bar, Totals

# A second of the database at most, far from its time limit: a long backlog must not stand still.
BATCH = 5_000
NOBODY = UUID(int=0)  # the group of those who said no type
MOST_DAYS = 400

FOLD = text(
    """
    WITH taken AS (
        DELETE FROM figure_delta WHERE id IN (SELECT id FROM figure_delta ORDER BY id LIMIT :batch)
        RETURNING project_id, step_id, section_id, person, at, kind, amount
    ), dated AS (
        SELECT t.*, (t.at AT TIME ZONE p.time_zone)::date AS day, pa.type_id, pa.zone_id
        FROM taken t JOIN project p ON p.id = t.project_id
        LEFT JOIN participation pa ON pa.step_id = t.step_id AND pa.account_id = t.person
    ), spread AS (
        SELECT s.scope_id, s.day, s.grouped, d.person, d.kind, d.amount, d.type_id, d.zone_id
        FROM dated d CROSS JOIN LATERAL (VALUES
            (d.project_id, CAST('-infinity' AS date), true), (d.step_id, '-infinity', true),
            (d.step_id, d.day, false), (d.section_id, '-infinity', false)) s (scope_id, day, grouped)
    ), acts AS (
        SELECT scope_id, day, person, bool_or(grouped) AS grouped, sum(amount) AS change,
               (array_agg(type_id))[1] AS type_id, (array_agg(zone_id))[1] AS zone_id
        FROM spread WHERE person IS NOT NULL
        GROUP BY scope_id, day, person HAVING sum(amount) <> 0 ORDER BY scope_id, day, person
    ), present AS (
        INSERT INTO presence AS known (scope_id, day, person, acts, type_id, zone_id)
        SELECT scope_id, day, person, change, type_id, zone_id FROM acts
        ON CONFLICT (scope_id, day, person) DO UPDATE SET acts = known.acts + excluded.acts
        RETURNING scope_id, day, person, acts, type_id, zone_id
    ), moved AS (
        SELECT p.scope_id, p.day, a.grouped, p.type_id, p.zone_id,
               (p.acts > 0)::integer - (p.acts - a.change > 0)::integer AS people
        FROM present p JOIN acts a USING (scope_id, day, person)
    ), groups AS (
        INSERT INTO group_figure AS known (scope_id, kind, group_id, participants)
        SELECT scope_id, kind, group_id, sum(people) FROM (
            SELECT scope_id, 'type' AS kind, coalesce(type_id, :nobody) AS group_id,
                people FROM moved WHERE grouped
            UNION ALL
            SELECT scope_id, 'zone', zone_id, people FROM moved WHERE grouped AND zone_id IS NOT NULL
        ) AS each GROUP BY scope_id, kind, group_id HAVING sum(people) <> 0
        ON CONFLICT (scope_id, kind,
            group_id) DO UPDATE SET participants = known.participants + excluded.participants
    ), came AS (
        SELECT scope_id, day, sum(people) AS people FROM moved GROUP BY scope_id, day
    ), summed AS (
        SELECT scope_id, day, {sums} FROM spread GROUP BY scope_id, day
    ), folded AS (
        INSERT INTO figure AS known
            (scope_id, day, contributions, versions, arguments, sources, votes, participants)
        SELECT s.scope_id, s.day, s.contributions, s.versions, s.arguments, s.sources, s.votes,
               coalesce(c.people, 0)
        FROM summed s LEFT JOIN came c USING (scope_id, day)
        ON CONFLICT (scope_id, day) DO UPDATE SET
            contributions = known.contributions + excluded.contributions,
            versions = known.versions + excluded.versions, arguments = known.arguments + excluded.arguments,
            sources = known.sources + excluded.sources, votes = known.votes + excluded.votes,
            participants = known.participants + excluded.participants
    )
    SELECT count(*) FROM taken
    """.replace(
        "{sums}",
        ", ".join(
            f"coalesce(sum(amount) FILTER (WHERE kind = '{kind}'), 0) AS {kind}s"
            for kind in ("contribution", "version", "argument", "source", "vote")
        ),
    )
)

# What one kind of scope holds, folded or not. `{scope}` is one of the three id columns of figure_delta.
LIVE = """
    WITH waiting AS (
        SELECT {scope} AS scope_id, person, kind, amount FROM figure_delta WHERE {scope} = ANY(:ids)
    ), moved AS (
        SELECT w.scope_id, w.person, sum(w.amount) AS change FROM waiting w WHERE w.person IS NOT NULL
        GROUP BY w.scope_id, w.person
    ), came AS (
        SELECT m.scope_id, sum((coalesce(p.acts, 0) + m.change > 0)::integer - (coalesce(p.acts,
            0) > 0)::integer)
            AS participants
        FROM moved m
        LEFT JOIN presence p ON p.scope_id = m.scope_id AND p.day = '-infinity' AND p.person = m.person
        GROUP BY m.scope_id
    ), each AS (
        SELECT scope_id, contributions, versions, arguments, sources, votes, participants
        FROM figure WHERE scope_id = ANY(:ids) AND day = '-infinity'
        UNION ALL
        SELECT scope_id, CASE kind WHEN 'contribution' THEN amount ELSE 0 END,
            CASE kind WHEN 'version' THEN amount ELSE 0 END, CASE kind WHEN 'argument' THEN amount ELSE 0 END,
            CASE kind WHEN 'source' THEN amount ELSE 0 END, CASE kind WHEN 'vote' THEN amount ELSE 0 END, 0
        FROM waiting
        UNION ALL
        SELECT scope_id, 0, 0, 0, 0, 0, participants FROM came
    )
    SELECT scope_id, sum(contributions), sum(versions), sum(arguments), sum(sources), sum(votes),
        sum(participants)
    FROM each GROUP BY scope_id
"""
LIVE_BY: dict[str, TextClause] = {
    scope: text(LIVE.replace("{scope}", f"{scope}_id")) for scope in ("project", "step", "section")
}

# People behind a day over several steps are at least those of the step that had most.
DAYS = text(
    """
    SELECT day, sum(acts), max(people) FROM (
        SELECT f.day, f.contributions + f.versions + f.arguments + f.sources + f.votes AS acts,
               f.participants AS people
        FROM figure f WHERE f.scope_id = ANY(:ids) AND f.day > '-infinity'
        UNION ALL
        SELECT (d.at AT TIME ZONE p.time_zone)::date, d.amount, 0
        FROM figure_delta d JOIN project p ON p.id = d.project_id
        WHERE d.step_id = ANY(:ids) AND d.kind <> 'support'
    ) AS each
    GROUP BY day HAVING sum(acts) <> 0 ORDER BY day DESC LIMIT :most
    """
)

GROUPS = """
    WITH moved AS (
        SELECT d.person, sum(d.amount) AS change, (array_agg(pa.{kind}_id))[1] AS group_id
        FROM figure_delta d
        LEFT JOIN participation pa ON pa.step_id = d.step_id AND pa.account_id = d.person
        WHERE d.{scope}_id = :id AND d.person IS NOT NULL
        GROUP BY d.person
    ), came AS (
        SELECT CASE WHEN p.person IS NULL THEN m.group_id ELSE p.{kind}_id END AS group_id,
               (coalesce(p.acts, 0) + m.change > 0)::integer - (coalesce(p.acts, 0) > 0)::integer AS people
        FROM moved m LEFT JOIN presence p ON p.scope_id = :id AND p.day = '-infinity' AND p.person = m.person
    )
    SELECT group_id, sum(people) FROM (
        SELECT group_id, participants AS people FROM group_figure WHERE scope_id = :id AND kind = '{kind}'
        UNION ALL
        SELECT coalesce(group_id, :nobody), people FROM came {known}
    ) AS each
    GROUP BY group_id HAVING sum(people) <> 0
"""
GROUPS_BY: dict[tuple[str, str], TextClause] = {
    (scope, kind): text(
        GROUPS.format(scope=scope, kind=kind, known="WHERE group_id IS NOT NULL" if kind == "zone" else "")
    )
    for scope in ("project", "step")
    for kind in ("type", "zone")
}


class StoredFigures:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def fold(self, batch: int = BATCH) -> int:
        """Add up to `batch` waiting rows to the sums; how many there were."""
        return int(self._connection.execute(FOLD, {"batch": batch, "nobody": NOBODY}).scalar_one())

    def live(self, scope: str, ids: Sequence[UUID]) -> dict[UUID, Totals]:
        """The totals of several projects, steps or sections (`scope`); one that has none is left out."""
        if not ids:
            return {}
        rows = self._connection.execute(LIVE_BY[scope], {"ids": list(ids)})
        return {scope_id: Totals(*(int(count) for count in counts)) for scope_id, *counts in rows}

    def totals(self, project_id: UUID, step_id: UUID | None) -> Totals:
        scope, scope_id = ("project", project_id) if step_id is None else ("step", step_id)
        return self.live(scope, [scope_id]).get(scope_id, Totals())

    def days(self, step_ids: Sequence[UUID]) -> list[Bar]:
        """What was done each day, the last 400 days with something, the first of them first."""
        rows = self._connection.execute(DAYS, {"ids": list(step_ids), "most": MOST_DAYS}).all()
        return [Bar(day.isoformat(), "", "", int(acts), int(people)) for day, acts, people in reversed(rows)]

    def sections(self, sections: Sequence[tuple[UUID, str]]) -> list[Bar]:
        """Contributions of each (section, title)."""
        live = self.live("section", [section_id for section_id, _ in sections])
        return [
            _section_bar(section_id, title, live.get(section_id, Totals())) for section_id, title in sections
        ]

    def groups(self, kind: str, project_id: UUID, step_id: UUID | None) -> dict[UUID, int]:
        """Participants by participant type or zone (`kind`); those of no type under `NOBODY`."""
        scope, scope_id = ("project", project_id) if step_id is None else ("step", step_id)
        parameters: dict[str, Any] = {"id": scope_id, "nobody": NOBODY}
        rows = self._connection.execute(GROUPS_BY[scope, kind], parameters)
        return {group_id: int(people) for group_id, people in rows}


def _section_bar(section_id: UUID, title: str, totals: Totals) -> Bar:
    return Bar(str(section_id), title, title, totals.contributions, totals.participants)

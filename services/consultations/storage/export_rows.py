"""What an export holds, read through server-side cursors: its cost in memory is that of one batch.

Only what counts is exported, by its own state and those of all it stands under: the rows are those of the live
figures. Neither a name nor an
address is read; people are account ids that the file's writer replaces by pseudonyms.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from consultations.domain.export_columns import FULL, SIMPLIFIED

BATCH = 2_000

MOMENT = """to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""
# The same instant as the project's clock shows it, with its offset: the days of the file are those of the page.
LOCAL = """to_char({}, 'YYYY-MM-DD"T"HH24:MI:SSTZH:TZM')"""
IN_ZONE = text("SELECT set_config('TimeZone', :zone, true)")
COUNTERS = (
    "agree",
    "mixed",
    "disagree",
    "arguments_for",
    "arguments_against",
    "comments",
    "sources",
    "versions",
)


def times(name: str, instant: str) -> dict[str, str]:
    """The two columns of an instant."""
    return {f"{name}_local": LOCAL.format(instant), name: MOMENT.format(instant)}


# The counters of a contribution, with what is not folded into them yet.
CONTRIBUTION_COLUMNS = {
    "kind": "CASE WHEN c.version_of IS NULL THEN 'contribution' ELSE 'version' END",
    "number": "c.number",
    "id": "c.id::text",
    "contribution_id": "c.version_of::text",
    "step": "s.title",
    "section": "se.title",
    "author": "CASE WHEN NOT c.official THEN coalesce(c.author_id, c.id) END",
    "author_type": "pt.label_{language}",
    "age_band": "c.age_band",
    "official": "c.official",
    "title": "c.title",
    "text": "c.body",
    "reasons": "c.reasons",
    "answers": """(SELECT string_agg(a.number::text, ' ' ORDER BY a.number) FROM answer_link l
                   JOIN contribution a ON a.id = l.answers_id AND a.counted
                   WHERE l.contribution_id = c.id)""",
    **times("published_at", "c.published_at"),
    **times("edited_at", "c.edited_at"),
    **{name: f"c.{name} + coalesce(d.{name}, 0)" for name in COUNTERS},
}
CONTRIBUTIONS = f"""
    SELECT {{columns}} FROM contribution c
    JOIN step s ON s.id = c.step_id
    JOIN section se ON se.id = c.section_id
    LEFT JOIN participant_type pt ON pt.id = c.type_id
    LEFT JOIN (SELECT contribution_id, {", ".join(f"sum({name})::integer AS {name}" for name in COUNTERS)}
               FROM contribution_delta GROUP BY contribution_id) d ON d.contribution_id = c.id
    WHERE c.step_id = :step_id AND c.counted {{condition}}
    ORDER BY c.step_id, c.number
"""  # noqa: S608 - constants

REMARK_COLUMNS = {
    "kind": "'{table}'",
    "number": "c.number",
    "id": "r.id::text",
    "contribution_id": "r.contribution_id::text",
    "step": "s.title",
    "section": "se.title",
    "author": "r.author_id",
    "author_type": "pt.label_{language}",
    "text": "r.body",
    "supports": "r.votes + coalesce(d.votes, 0)",
    **times("published_at", "r.published_at"),
}
REMARKS = """
    SELECT {columns} FROM {table} r
    JOIN contribution c ON c.id = r.contribution_id
    JOIN step s ON s.id = r.step_id
    JOIN section se ON se.id = c.section_id
    LEFT JOIN participant_type pt ON pt.id = r.type_id
    LEFT JOIN (SELECT target_id, sum(votes)::integer AS votes FROM support_delta GROUP BY target_id) d
        ON d.target_id = r.id
    WHERE r.project_id = :project_id AND r.step_id = :step_id AND r.state = 'published' AND c.counted
"""

VOTE_COLUMNS = {
    "kind": "'vote'",
    "number": "c.number",
    "contribution_id": "v.contribution_id::text",
    "step": "s.title",
    "section": "se.title",
    "author": "v.account_id",
    "author_type": "pt.label_{language}",
    "opinion": "CASE v.value WHEN 1 THEN 'agree' WHEN 0 THEN 'mixed' ELSE 'disagree' END",
    **times("published_at", "v.cast_at"),
}
VOTES = """
    SELECT {columns} FROM contribution c
    JOIN opinion_vote v ON v.contribution_id = c.id AND v.epoch = c.epoch AND v.counted
        AND v.value IS NOT NULL
    JOIN step s ON s.id = c.step_id
    JOIN section se ON se.id = c.section_id
    LEFT JOIN participation pa ON pa.step_id = c.step_id AND pa.account_id = v.account_id
    LEFT JOIN participant_type pt ON pt.id = pa.type_id
    WHERE c.step_id = :step_id AND c.counted
"""
# Hands raised at an event: one row each, of nobody in particular.
EVENT_VOTES = """
    SELECT {columns} FROM event_vote v
    JOIN contribution c ON c.id = v.contribution_id
    JOIN step s ON s.id = c.step_id
    JOIN section se ON se.id = c.section_id
    CROSS JOIN LATERAL generate_series(1, v.votes)
    WHERE c.step_id = :step_id AND c.counted
"""
EVENT_VOTE_COLUMNS = {
    **VOTE_COLUMNS,
    "author": "NULL",
    "author_type": "NULL",
    "opinion": "'agree'",
    **times("published_at", "c.published_at"),
}

REMARKS_OF = """SELECT r.id, r.author_id, r.step_id, coalesce(r.published_at, r.created_at) AS at,
            '{table}' AS kind
        FROM {table} r JOIN contribution c ON c.id = r.contribution_id
        WHERE r.project_id = :project_id AND r.step_id = ANY(:step_ids) AND r.state = 'published' AND c.counted"""
PARTICIPANTS = f"""
    WITH remark AS (
        {" UNION ALL ".join(REMARKS_OF.format(table=table) for table in ("argument", "source"))}
    ), acts AS (
        SELECT coalesce(author_id, id) AS person, step_id, coalesce(published_at, created_at) AS at,
               CASE WHEN version_of IS NULL THEN 'contribution' ELSE 'version' END AS kind,
                   NULL::smallint AS value
        FROM contribution WHERE step_id = ANY(:step_ids) AND counted AND NOT official
        UNION ALL
        SELECT author_id, step_id, at, kind, NULL FROM remark
        UNION ALL
        SELECT v.account_id, c.step_id, v.cast_at, 'vote', v.value FROM contribution c
        JOIN opinion_vote v ON v.contribution_id = c.id AND v.epoch = c.epoch AND v.counted
            AND v.value IS NOT NULL
        WHERE c.step_id = ANY(:step_ids) AND c.counted
        UNION ALL
        SELECT s.account_id, s.step_id, s.given_at, 'support', NULL FROM support s
        JOIN remark r ON r.id = s.target_id WHERE s.active AND s.counted
    )
    SELECT a.person, (array_agg(pt.label_{{language}}))[1],
        {
    ", ".join(
        f"count(*) FILTER (WHERE a.kind = '{kind}')"
        for kind in ("contribution", "version", "argument", "source", "vote")
    )
},
        count(*) FILTER (WHERE a.value = 1), count(*) FILTER (WHERE a.value = 0),
        count(*) FILTER (WHERE a.value = -1), count(*) FILTER (WHERE a.kind = 'support'),
        {", ".join([*times("first_at", "min(a.at)").values(), *times("last_at", "max(a.at)").values()])}
    FROM acts a
    LEFT JOIN participation pa ON pa.step_id = a.step_id AND pa.account_id = a.person
    LEFT JOIN participant_type pt ON pt.id = pa.type_id
    GROUP BY a.person
"""  # noqa: S608 - constants

SUPPORTED_COLUMNS = {
    "argument": {**REMARK_COLUMNS, "side": "r.side"},
    "source": {**REMARK_COLUMNS, "title": "r.title", "link": "r.link", "category": "r.category"},
}


class ExportRows:
    """Reads one project, or one of its steps, in one snapshot. `language` is that of the labels, `zone` that of
    local times; it stays the transaction's.
    """

    def __init__(
        self, connection: Connection, project_id: UUID, step_ids: Sequence[UUID], language: str, zone: str
    ) -> None:
        connection.execute(IN_ZONE, {"zone": zone})
        self._connection = connection
        self._project_id = project_id
        self._step_ids = list(step_ids)
        self._language = "en" if language == "en" else "fr"

    def of(self, shape: str) -> Iterator[Sequence[Any]]:
        """Rows with the columns that `domain/export_columns.py` declares for the shape."""
        if shape == "by_participant":
            return self._read(PARTICIPANTS.format(language=self._language), step_ids=self._step_ids)
        return self._simplified() if shape == "simplified" else self._full()

    def _simplified(self) -> Iterator[Sequence[Any]]:
        columns = self._listed(SIMPLIFIED, CONTRIBUTION_COLUMNS)
        statement = CONTRIBUTIONS.format(columns=columns, condition="AND c.version_of IS NULL")
        for step_id in self._step_ids:
            yield from self._read(statement, step_id=step_id)

    def _full(self) -> Iterator[Sequence[Any]]:
        contributions = CONTRIBUTIONS.format(columns=self._listed(FULL, CONTRIBUTION_COLUMNS), condition="")
        for step_id in self._step_ids:
            yield from self._read(contributions, step_id=step_id)
            for table, columns in SUPPORTED_COLUMNS.items():
                listed = self._listed(FULL, columns, table)
                yield from self._read(REMARKS.format(columns=listed, table=table), step_id=step_id)
            yield from self._read(VOTES.format(columns=self._listed(FULL, VOTE_COLUMNS)), step_id=step_id)
            raised = EVENT_VOTES.format(columns=self._listed(FULL, EVENT_VOTE_COLUMNS))
            yield from self._read(raised, step_id=step_id)

    def _listed(self, wanted: Sequence[str], known: dict[str, str], table: str = "") -> str:
        return ", ".join(known.get(name, "NULL") for name in wanted).format(
            language=self._language, table=table
        )

    def _read(self, statement: str, **parameters: Any) -> Iterator[Sequence[Any]]:
        streaming = self._connection.execution_options(stream_results=True)
        values = {"project_id": self._project_id, **parameters}
        with streaming.execute(text(statement), values) as result:
            for batch in result.partitions(BATCH):
                yield from batch

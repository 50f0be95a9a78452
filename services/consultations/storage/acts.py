"""Lists across projects: one's own acts, a search of contributions, the figures of all public projects."""
# ruff: noqa: S608 - statements are made of this module's constants

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from consultations.domain.acts import FoundContribution, MyAct
from consultations.domain.contribution import EXCERPT
from consultations.domain.figures import Totals
from consultations.domain.project import VisibilityScope
from consultations.storage.projects import IN_SCOPE, scope_values

PLACED = """p.slug AS project_slug, p.title AS project_title, s.title AS step_title"""
PLACES = "JOIN step s ON s.id = a.step_id JOIN project p ON p.id = a.project_id"
OWN = f"""
    SELECT CASE WHEN c.version_of IS NULL THEN 'contribution' ELSE 'version' END AS act, c.id,
        c.id AS contribution_id, c.title, left(c.body, {EXCERPT}) AS excerpt, c.state, NULL AS opinion,
        NULL::boolean AS counted, c.created_at AS at, c.step_id, c.project_id
    FROM contribution c WHERE c.author_id = :me"""
REMARK = f"""
    SELECT '{{table}}', r.id, r.contribution_id, {{title}}, left(r.body, {EXCERPT}), r.state, NULL, NULL::boolean,
        r.created_at, r.step_id, r.project_id
    FROM {{table}} r JOIN contribution c ON c.id = r.contribution_id
    WHERE r.author_id = :me AND r.state <> 'erased'"""
# Others' words are named only while everyone may read them.
SHOWN = "CASE WHEN c.state IN ('published', 'trashed') THEN c.title ELSE '' END"
VOTES = f"""
    SELECT 'vote' AS act, c.id, c.id AS contribution_id, c.title, left(c.body, {EXCERPT}) AS excerpt, c.state,
        CASE v.value WHEN 1 THEN 'agree' WHEN 0 THEN 'mixed' ELSE 'disagree' END AS opinion, v.counted,
        v.cast_at AS at, c.step_id, c.project_id
    FROM opinion_vote v JOIN contribution c ON c.id = v.contribution_id AND c.epoch = v.epoch
    WHERE v.account_id = :me AND v.value IS NOT NULL AND c.state IN ('published', 'trashed')"""
ACTS = {
    "writings": f"""{OWN} AND c.state NOT IN ('draft', 'erased')
        UNION ALL {REMARK.format(table="argument", title=SHOWN)}
        UNION ALL {REMARK.format(table="source", title="r.title")}""",
    "drafts": f"{OWN} AND c.state = 'draft'",
    "votes": VOTES,
}
AFTER = "AND (CAST(:before AS timestamptz) IS NULL OR ({at}, a.id) < (:before, CAST(:before_id AS uuid)))"
MINE = f"""
    SELECT a.*, {PLACED} FROM ({{acts}}) a {PLACES}
    WHERE {IN_SCOPE} {AFTER.format(at="a.at")}
    ORDER BY a.at DESC, a.id DESC LIMIT :limit"""
SEARCH = text(
    f"""
    SELECT a.id, a.number, a.project_id, a.step_id, a.title, left(a.body, {EXCERPT}) AS excerpt, a.published_at, {PLACED},
        coalesce(o.name, '') AS organisation_name
    FROM contribution a {PLACES} LEFT JOIN organisation o ON o.id = p.organisation_id
    WHERE a.found @@ CAST(sought(:q) AS tsquery) AND a.state = 'published' AND a.version_of IS NULL
        AND {IN_SCOPE} {AFTER.format(at="a.published_at")}
    ORDER BY a.published_at DESC, a.id DESC LIMIT :limit
    """
)
# People who did something in two projects are one. What is not folded yet comes within seconds.
SITE = text(
    """
    WITH open AS (SELECT id FROM project WHERE visibility = 'public')
    SELECT
        (SELECT coalesce(sum(contributions), 0) FROM figure
            WHERE day = '-infinity' AND scope_id IN (SELECT id FROM open)),
        (SELECT coalesce(sum(votes), 0) FROM figure
            WHERE day = '-infinity' AND scope_id IN (SELECT id FROM open)),
        (SELECT count(DISTINCT person) FROM presence
            WHERE day = '-infinity' AND acts > 0 AND scope_id IN (SELECT id FROM open))
    """
)
After = tuple[Any, Any] | None


class StoredActs:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def mine(
        self, account_id: UUID, kind: str, scope: VisibilityScope, after: After, limit: int
    ) -> list[MyAct]:
        """The latest first, one more than `limit` when there are more."""
        statement = text(MINE.format(acts=ACTS[kind]))
        rows = self._read(statement, scope, after, limit, me=account_id)
        return [MyAct(**row, sort_key=(row["at"], row["id"])) for row in rows]

    def search(self, q: str, scope: VisibilityScope, after: After, limit: int) -> list[FoundContribution]:
        """The latest first, one more than `limit` when there are more."""
        rows = self._read(SEARCH, scope, after, limit, q=q)
        return [FoundContribution(**row, sort_key=(row["published_at"], row["id"])) for row in rows]

    def site(self) -> Totals:
        contributions, votes, participants = self._connection.execute(SITE).one()
        return Totals(contributions=int(contributions), votes=int(votes), participants=int(participants))

    def _read(
        self, statement: Any, scope: VisibilityScope, after: After, limit: int, **values: Any
    ) -> list[dict[str, Any]]:
        before, before_id = after or (None, None)
        paging = {"before": before, "before_id": before_id, "limit": limit + 1}
        rows = self._connection.execute(statement, scope_values(scope) | paging | values)
        return [dict(row) for row in rows.mappings()]

"""The problems, causes and solutions of a step, and the votes along their chains."""
# ruff: noqa: S608 - statements are made of this module's constants

from uuid import UUID

from sqlalchemy import Connection, text

from consultations.domain.contribution import OpinionCounts
from consultations.domain.graph import MOST_NODES, Node
from consultations.storage.counters import EXACT, PENDING

# What was erased stays as an empty node where something in view answers it. A chain counts a contribution
# once, however many ways lead to it: that is what UNION does.
NODES = text(
    f"""
    WITH RECURSIVE node AS MATERIALIZED (
        SELECT c.id, n.role FROM contribution c JOIN section n ON n.id = c.section_id
        WHERE c.step_id = :step AND c.version_of IS NULL AND n.role IN ('problem', 'cause', 'solution')
            AND (c.state = 'published' OR (c.state = 'erased' AND EXISTS (
                SELECT FROM answer_link l JOIN contribution o ON o.id = l.contribution_id
                    AND o.state = 'published'
                WHERE l.answers_id = c.id)))
        ORDER BY c.votes DESC, c.id LIMIT :most
    ), reached AS (
        SELECT id AS root, id FROM node
        UNION
        SELECT reached.root, l.contribution_id FROM reached JOIN answer_link l ON l.answers_id = reached.id
            JOIN contribution o ON o.id = l.contribution_id AND o.state = 'published'
    ), chain AS (
        SELECT reached.root, sum(c.votes + coalesce(p.votes, 0))::integer AS votes
        FROM reached JOIN contribution c ON c.id = reached.id AND c.state = 'published'
        LEFT JOIN (SELECT contribution_id, sum(agree + mixed + disagree) AS votes
            FROM contribution_delta GROUP BY 1) p
            ON p.contribution_id = c.id
        GROUP BY reached.root
    )
    SELECT c.id, c.number, c.title, c.section_id, c.state, node.role, {EXACT}, coalesce(chain.votes,
        0) AS chain_votes,
        ARRAY(SELECT answers_id FROM answer_link WHERE contribution_id = c.id) AS answers
    FROM node JOIN contribution c ON c.id = node.id {PENDING} LEFT JOIN chain ON chain.root = c.id
    ORDER BY c.votes DESC, c.id
    """
)
UNANSWERED = text(
    """
    SELECT count(*) FILTER (WHERE n.role = 'problem') AS problems,
        count(*) FILTER (WHERE n.role = 'cause') AS causes
    FROM contribution c JOIN section n ON n.id = c.section_id
    WHERE c.step_id = :step AND c.version_of IS NULL AND n.role IN ('problem', 'cause')
        AND c.state = 'published'
        AND NOT EXISTS (
            SELECT FROM answer_link l JOIN contribution o ON o.id = l.contribution_id
                AND o.state = 'published'
            WHERE l.answers_id = c.id)
    """
)
NO_OPINIONS = OpinionCounts()


class StoredGraph:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def nodes(self, step_id: UUID) -> list[Node]:
        """The most voted, one more than a graph shows when there are more."""
        rows = self._connection.execute(NODES, {"step": step_id, "most": MOST_NODES + 1})
        return [
            Node(
                id=row.id,
                number=row.number,
                title=row.title,
                role=row.role,
                section_id=row.section_id,
                opinions=NO_OPINIONS
                if row.state == "erased"
                else OpinionCounts(row.agree, row.mixed, row.disagree),
                chain_votes=row.chain_votes,
                answers=tuple(row.answers),
            )
            for row in rows
        ]

    def unanswered(self, step_id: UUID) -> tuple[int, int]:
        """How many problems have no cause, and how many causes no solution."""
        row = self._connection.execute(UNANSWERED, {"step": step_id}).one()
        return row.problems, row.causes

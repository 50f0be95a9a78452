"""Counters of contributions, arguments and sources, kept without a hot row.

Whoever votes appends a delta; five times a second the deltas are added to the rows they are of, in one
statement. A reader adds what is pending to what is folded, in one snapshot: a count is exact at every moment.
"""
# ruff: noqa: S608 - statements are made of this module's constants

from uuid import UUID

from sqlalchemy import Connection, text

COUNTED = (
    "agree",
    "mixed",
    "disagree",
    "arguments_for",
    "arguments_against",
    "comments",
    "sources",
    "versions",
)
MOST_AT_ONCE = 500  # rows folded by one statement

# Read beside a contribution `c`: its folded counters with what is pending.
PENDING = f"""LEFT JOIN LATERAL (
    SELECT {", ".join(f"coalesce(sum({name}), 0)::integer AS {name}" for name in COUNTED)}
    FROM contribution_delta WHERE contribution_id = c.id) pending ON true"""
EXACT = ", ".join(f"c.{name} + pending.{name} AS {name}" for name in COUNTED)
SUPPORT_EXACT = """r.votes + coalesce(
    (SELECT sum(votes) FROM support_delta WHERE target_id = r.id), 0)::integer AS votes"""

BUMP = text(
    f"""
    INSERT INTO contribution_delta (contribution_id, {", ".join(COUNTED)})
    VALUES (:id, {", ".join(f":{name}" for name in COUNTED)})
    """
)
# The rows are locked first, those that someone else holds are left for the next time: nobody waits for
# anybody.
FOLD_CONTRIBUTIONS = text(
    f"""
    WITH due AS MATERIALIZED (
        SELECT id FROM contribution
        WHERE id = ANY(ARRAY(SELECT DISTINCT contribution_id FROM contribution_delta LIMIT :most))
        ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
    ), taken AS (
        DELETE FROM contribution_delta WHERE contribution_id IN (SELECT id FROM due) RETURNING *
    ), sums AS (
        SELECT contribution_id, {", ".join(f"sum({name})::integer AS {name}" for name in COUNTED)}
        FROM taken GROUP BY contribution_id
    )
    UPDATE contribution c SET {", ".join(f"{name} = c.{name} + sums.{name}" for name in COUNTED)}
    FROM sums WHERE c.id = sums.contribution_id
    """
)
FOLD_SUPPORTS = """
    WITH due AS MATERIALIZED (
        SELECT id FROM {target}
        WHERE id = ANY(ARRAY(
            SELECT DISTINCT target_id FROM support_delta WHERE target = '{target}' LIMIT :most))
        ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
    ), taken AS (
        DELETE FROM support_delta WHERE target_id IN (SELECT id FROM due) RETURNING *
    ), sums AS (
        SELECT target_id, sum(votes)::integer AS votes FROM taken GROUP BY target_id
    )
    UPDATE {target} r SET votes = r.votes + sums.votes FROM sums WHERE r.id = sums.target_id
"""
FOLDS = (
    FOLD_CONTRIBUTIONS,
    *(text(FOLD_SUPPORTS.format(target=target)) for target in ("argument", "source")),
)


WAITING = text("SELECT EXISTS (SELECT FROM contribution_delta) OR EXISTS (SELECT FROM support_delta)")


class StoredCounters:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def bump(self, contribution_id: UUID, **changes: int) -> None:
        """Add to some counters of a contribution."""
        values = {name: changes.get(name, 0) for name in COUNTED}
        self._connection.execute(BUMP, {"id": contribution_id, **values})

    def fold(self) -> int:
        """Add what is pending to the counters; how many rows were brought up to date."""
        if not self._connection.execute(WAITING).scalar_one():
            return 0
        return sum(self._connection.execute(fold, {"most": MOST_AT_ONCE}).rowcount for fold in FOLDS)

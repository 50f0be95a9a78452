"""Votes for arguments and sources, kept as opinion votes are."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, text

from consultations.domain.author import Participant
from consultations.domain.opinion_vote import Support
from consultations.domain.place import Remarked

BEFORE = """
    SELECT r.votes + coalesce((SELECT sum(votes) FROM support_delta WHERE target_id = r.id),
        0)::integer AS votes
    FROM {target} r WHERE r.id = :id"""
GIVE = """
    WITH before AS ({before}), given AS (
        INSERT INTO support AS s (target_id, account_id, target, step_id, contribution_id, active, counted,
            given_at)
        VALUES (:id, :account, '{target}', :step, :contribution, true, :counted, :now)
        ON CONFLICT (target_id, account_id) DO UPDATE SET active = true,
            counted = s.counted OR excluded.counted,
            given_at = excluded.given_at, version = s.version + 1
        WHERE NOT s.active OR (excluded.counted AND NOT s.counted)
        RETURNING counted, version
    ), delta AS (
        INSERT INTO support_delta (target, target_id, votes) SELECT '{target}', :id, 1 FROM given
            WHERE counted
    ), took_part AS (
        INSERT INTO participation (step_id, account_id, project_id, type_id, first_at)
        VALUES (:step, :account, :project, :type, :now) ON CONFLICT DO NOTHING
    )
    SELECT given.version, coalesce(given.counted, (
            SELECT counted FROM support WHERE target_id = :id AND account_id = :account), false) AS counted,
        before.votes + coalesce(given.counted, false)::integer AS votes
    FROM before LEFT JOIN given ON true
"""
TAKE_BACK = """
    WITH before AS ({before}), taken AS (
        UPDATE support SET active = false, version = version + 1, given_at = :now
        WHERE target_id = :id AND account_id = :account AND active
        RETURNING counted, version
    ), delta AS (
        INSERT INTO support_delta (target, target_id, votes) SELECT '{target}', :id, -1 FROM taken
            WHERE counted
    )
    SELECT taken.version, coalesce(taken.counted, (
            SELECT counted FROM support WHERE target_id = :id AND account_id = :account), false) AS counted,
        before.votes - coalesce(taken.counted, false)::integer AS votes
    FROM before LEFT JOIN taken ON true
"""
STATEMENTS = {
    target: (
        text(GIVE.format(target=target, before=BEFORE.format(target=target))),
        text(TAKE_BACK.format(target=target, before=BEFORE.format(target=target))),
    )
    for target in ("argument", "source")
}
WAITING = text(
    """
    SELECT thing, step_id FROM support CROSS JOIN LATERAL (VALUES (target_id), (contribution_id)) AS held (thing)
    WHERE account_id = :account AND active AND NOT counted
    """
)
COUNT_WAITING = text(
    """
    WITH counted AS (
        UPDATE support SET counted = true, version = version + 1
        WHERE account_id = :account AND active AND NOT counted AND step_id = ANY(:steps)
        RETURNING target, target_id, contribution_id, step_id, version
    ), delta AS (
        INSERT INTO support_delta (target, target_id, votes) SELECT target, target_id, 1 FROM counted
    )
    SELECT target, target_id, contribution_id, step_id, version FROM counted
    """
)
MINE = text(
    """
    SELECT target_id FROM support WHERE account_id = :account AND step_id = :step AND active
    ORDER BY given_at DESC LIMIT 500
    """
)


class StoredSupports:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def give(
        self, target: str, place: Remarked, voter: Participant, *, counted: bool, now: datetime
    ) -> Support:
        """Keep the vote and count it; `version` is absent when it was given before."""
        values = {
            "id": place.remark_id,
            "account": voter.id,
            "step": place.step_id,
            "contribution": place.contribution_id,
            "project": place.project_id,
            "type": voter.type_id,
            "counted": counted,
            "now": now,
        }
        row = self._connection.execute(STATEMENTS[target][0], values).one()
        return Support(place.remark_id, True, row.counted, row.votes, row.version)

    def take_back(self, target: str, place: Remarked, account_id: UUID, now: datetime) -> Support:
        """Take the vote back; `version` is absent when there was none."""
        values = {"id": place.remark_id, "account": account_id, "now": now}
        row = self._connection.execute(STATEMENTS[target][1], values).one()
        return Support(place.remark_id, False, row.counted, row.votes, row.version)

    def waiting(self, account_id: UUID) -> list[tuple[UUID, UUID]]:
        """(argument or source, step), and (contribution, step), of the votes that wait for an address to be confirmed."""
        return [(row[0], row[1]) for row in self._connection.execute(WAITING, {"account": account_id})]

    def count_waiting(
        self, account_id: UUID, step_ids: Sequence[UUID]
    ) -> list[tuple[str, UUID, UUID, UUID, int]]:
        """Count those of these steps; (target, target id, contribution, step, version) of each."""
        rows = self._connection.execute(COUNT_WAITING, {"account": account_id, "steps": list(step_ids)})
        return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]

    def mine(self, step_id: UUID, account_id: UUID) -> list[UUID]:
        """The arguments and sources someone voted for in a step, 500 at most, the latest first."""
        return list(self._connection.execute(MINE, {"step": step_id, "account": account_id}).scalars())

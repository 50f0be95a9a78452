"""Opinion votes: the busiest path of the service, one statement a vote.

No row is shared between voters: a vote is its voter's own row, and what it changes is appended to the deltas.
"""
# ruff: noqa: S608 - statements are made of this module's constants

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, RowMapping, text

from consultations.domain.author import Participant
from consultations.domain.contribution import OpinionCounts
from consultations.domain.opinion_vote import VALUES, WORDS, Vote
from consultations.domain.place import Debated

VALUE_OF = {"agree": "1", "mixed": "0", "disagree": "-1"}
# What a vote changes: what it counts for now, less what it counted for before.
CHANGE = ", ".join(
    f"coalesce(counted AND value = {number}, false)::integer"
    f" - coalesce(previous = {number}, false)::integer AS {name}"
    for name, number in VALUE_OF.items()
)
BEFORE = """
    SELECT c.agree + coalesce(sum(d.agree), 0)::integer AS agree, c.mixed + coalesce(sum(d.mixed),
        0)::integer AS mixed,
        c.disagree + coalesce(sum(d.disagree), 0)::integer AS disagree
    FROM contribution c LEFT JOIN contribution_delta d ON d.contribution_id = c.id
    WHERE c.id = :contribution GROUP BY c.id"""
COUNTED_BEFORE = "CASE WHEN v.counted AND v.epoch = :epoch THEN v.value END"
DELTA = f"""
    change AS (SELECT {CHANGE} FROM vote),
    delta AS (
        INSERT INTO contribution_delta (contribution_id, agree, mixed, disagree)
        SELECT :contribution, agree, mixed, disagree FROM change WHERE (agree, mixed, disagree) <> (0, 0, 0)
    )"""
ANSWER = """
    SELECT vote.version, coalesce(vote.counted, (
            SELECT counted FROM opinion_vote WHERE contribution_id = :contribution
                AND account_id = :account), false
        ) AS counted, before.agree + coalesce(change.agree, 0) AS agree,
        before.mixed + coalesce(change.mixed, 0) AS mixed, before.disagree + coalesce(change.disagree,
            0) AS disagree
    FROM before LEFT JOIN vote ON true LEFT JOIN change ON true"""

CAST = text(
    f"""
    WITH before AS ({BEFORE}), vote AS (
        INSERT INTO opinion_vote AS v (contribution_id, account_id, step_id, value, epoch, counted, cast_at)
        VALUES (:contribution, :account, :step, :value, :epoch, :counted, :now)
        ON CONFLICT (contribution_id, account_id) DO UPDATE SET previous = {COUNTED_BEFORE},
            value = excluded.value, epoch = excluded.epoch, counted = v.counted OR excluded.counted,
            cast_at = excluded.cast_at, version = v.version + 1
        WHERE v.value IS DISTINCT FROM excluded.value OR v.epoch <> excluded.epoch
            OR (excluded.counted AND NOT v.counted)
        RETURNING value, previous, counted, version
    ), {DELTA}, took_part AS (
        INSERT INTO participation (step_id, account_id, project_id, type_id, first_at)
        VALUES (:step, :account, :project, :type, :now) ON CONFLICT DO NOTHING
    ) {ANSWER}
    """
)
WITHDRAW = text(
    f"""
    WITH before AS ({BEFORE}), vote AS (
        UPDATE opinion_vote v SET previous = {COUNTED_BEFORE}, value = NULL, version = v.version + 1,
            cast_at = :now
        WHERE v.contribution_id = :contribution AND v.account_id = :account AND v.epoch = :epoch
            AND v.value IS NOT NULL
        RETURNING value, previous, counted, version
    ), {DELTA} {ANSWER}
    """
)
WAITING = text(
    """
    SELECT v.contribution_id, v.step_id FROM opinion_vote v JOIN contribution c
        ON c.id = v.contribution_id AND c.epoch = v.epoch
    WHERE v.account_id = :account AND NOT v.counted AND v.value IS NOT NULL
    """
)
COUNT_WAITING = text(
    """
    WITH vote AS (
        UPDATE opinion_vote v SET counted = true, previous = NULL, version = v.version + 1
        FROM contribution c
        WHERE v.account_id = :account AND NOT v.counted AND v.value IS NOT NULL AND v.step_id = ANY(:steps)
            AND c.id = v.contribution_id AND c.epoch = v.epoch
        RETURNING v.contribution_id, v.step_id, v.value, v.version
    ), delta AS (
        INSERT INTO contribution_delta (contribution_id, agree, mixed, disagree)
        SELECT contribution_id, (value = 1)::integer, (value = 0)::integer, (value = -1)::integer FROM vote
    )
    SELECT contribution_id, step_id, version FROM vote
    """
)
MINE = text(
    """
    SELECT v.contribution_id, v.value FROM opinion_vote v JOIN contribution c
        ON c.id = v.contribution_id AND c.epoch = v.epoch
    WHERE v.account_id = :account AND v.step_id = :step AND v.value IS NOT NULL AND c.counted
    ORDER BY v.cast_at DESC LIMIT 500
    """
)


class StoredOpinionVotes:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def cast(self, place: Debated, voter: Participant, value: str, *, counted: bool, now: datetime) -> Vote:
        """Keep the vote and count it; `version` is absent when it was cast before with this value."""
        row = self._connection.execute(
            CAST,
            {
                **_keys(place, voter.id, now),
                "step": place.step_id,
                "project": place.project_id,
                "type": voter.type_id,
                "value": VALUES[value],
                "counted": counted,
            },
        )
        return _vote(place.contribution_id, value, row.mappings().one())

    def withdraw(self, place: Debated, account_id: UUID, now: datetime) -> Vote:
        """Take the vote back; `version` is absent when there was none."""
        row = self._connection.execute(WITHDRAW, _keys(place, account_id, now))
        return _vote(place.contribution_id, None, row.mappings().one())

    def waiting(self, account_id: UUID) -> list[tuple[UUID, UUID]]:
        """(contribution, step) of the votes that wait for an address to be confirmed."""
        return [(row[0], row[1]) for row in self._connection.execute(WAITING, {"account": account_id})]

    def count_waiting(self, account_id: UUID, step_ids: Sequence[UUID]) -> list[tuple[UUID, UUID, int]]:
        """Count those of these steps; (contribution, step, version) of each."""
        rows = self._connection.execute(COUNT_WAITING, {"account": account_id, "steps": list(step_ids)})
        return [(row[0], row[1], row[2]) for row in rows]

    def mine(self, step_id: UUID, account_id: UUID) -> list[tuple[UUID, str]]:
        """(contribution, value) of someone's latest votes in a step, 500 at most."""
        rows = self._connection.execute(MINE, {"step": step_id, "account": account_id})
        return [(row[0], WORDS[row[1]]) for row in rows]


def _keys(place: Debated, account_id: UUID, now: datetime) -> dict[str, object]:
    return {"contribution": place.contribution_id, "account": account_id, "epoch": place.epoch, "now": now}


def _vote(contribution_id: UUID, value: str | None, row: RowMapping) -> Vote:
    counts = OpinionCounts(row["agree"], row["mixed"], row["disagree"])
    return Vote(contribution_id, value, row["counted"], counts, row["version"])

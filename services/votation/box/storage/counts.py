"""The count: who is at it, how far, and the plain ballots it leaves."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from votation.box.domain.box import Count

LEASE_SECONDS = 30
FIND = text(
    """
    SELECT votation_id, state, attempt, progress, error, breakdown, shares,
        state = 'running' AND leased_until > clock_timestamp() AS is_leased
    FROM ballot_count WHERE votation_id = :votation_id
    """
)
BEGIN = text(
    """
    INSERT INTO ballot_count (votation_id, state, attempt, shares, leased_until)
    VALUES (:votation_id, 'running', :attempt, :shares, clock_timestamp() + make_interval(secs => :lease))
    ON CONFLICT (votation_id) DO UPDATE SET state = 'running', attempt = excluded.attempt, progress = 0, error = NULL,
        shares = excluded.shares, leased_until = excluded.leased_until
    """
)
ADVANCE = text(
    """
    UPDATE ballot_count SET progress = :progress, leased_until = clock_timestamp() + make_interval(secs => :lease)
    WHERE votation_id = :votation_id AND attempt = :attempt AND state = 'running'
    """
)
END = text(
    """
    UPDATE ballot_count SET state = :state, error = :error, progress = :progress, breakdown = :breakdown,
        leased_until = NULL
    WHERE votation_id = :votation_id AND attempt = :attempt AND state = 'running'
    """
)
KEEP = text(
    """
    INSERT INTO plain_ballot (votation_id, published, content, ballots)
    SELECT :votation_id, * FROM unnest(CAST(:published AS text[]), CAST(:contents AS text[]), CAST(:ballots AS integer[]))
    """
)
PLAIN = text(
    """
    SELECT published, content, ballots FROM plain_ballot WHERE votation_id = :votation_id
    ORDER BY published, content OFFSET :after LIMIT :limit
    """
)


class StoredCounts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, votation_id: UUID) -> Count | None:
        row = self._connection.execute(FIND, {"votation_id": votation_id}).mappings().one_or_none()
        return None if row is None else Count(**row)

    def begin(self, votation_id: UUID, attempt: UUID, shares: Sequence[str]) -> None:
        parameters = {
            "votation_id": votation_id,
            "attempt": attempt,
            "shares": list(shares),
            "lease": LEASE_SECONDS,
        }
        self._connection.execute(BEGIN, parameters)

    def advance(self, votation_id: UUID, attempt: UUID, progress: int) -> bool:
        """False when this attempt is no longer the one that counts."""
        parameters = {
            "votation_id": votation_id,
            "attempt": attempt,
            "progress": progress,
            "lease": LEASE_SECONDS,
        }
        return self._connection.execute(ADVANCE, parameters).rowcount == 1

    def end(
        self,
        votation_id: UUID,
        attempt: UUID,
        state: str,
        error: str | None = None,
        breakdown: str | None = None,
    ) -> bool:
        parameters = {
            "votation_id": votation_id,
            "attempt": attempt,
            "state": state,
            "error": error,
            "breakdown": breakdown,
            "progress": 100 if state == "done" else 0,
        }
        return self._connection.execute(END, parameters).rowcount == 1

    def keep(self, votation_id: UUID, plain: Mapping[tuple[str, str], int]) -> None:
        """Plain ballots by (group they are published under, content), in one statement sorted by content."""
        ordered = sorted(plain)
        self._connection.execute(
            KEEP,
            {
                "votation_id": votation_id,
                "published": [group for group, _ in ordered],
                "contents": [content for _, content in ordered],
                "ballots": [plain[key] for key in ordered],
            },
        )

    def plain(self, votation_id: UUID, after: int, limit: int) -> list[dict[str, Any]]:
        parameters = {"votation_id": votation_id, "after": after, "limit": limit}
        return [dict(row) for row in self._connection.execute(PLAIN, parameters).mappings()]

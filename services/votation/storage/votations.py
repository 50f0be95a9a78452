"""Votations: their rows, and the pages of those one may see."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select, text, update

from votation.domain.votation import Votation
from votation.storage.tables import votation

LIST = text(
    """
    SELECT * FROM votation v
    WHERE (:everything OR v.organisation_id = ANY(:staff)
           OR v.state <> 'draft' AND (v.state <> 'cancelled' OR v.manifest IS NOT NULL))
      AND (CAST(:organisation_id AS uuid) IS NULL OR v.organisation_id = :organisation_id)
      AND (CAST(:project_id AS uuid) IS NULL OR v.project_id = :project_id AND EXISTS (
           SELECT FROM project p WHERE p.id = v.project_id AND p.organisation_id = v.organisation_id))
      AND (CAST(:state AS text) IS NULL OR :state = CASE
           WHEN v.state = 'sealed' AND v.closes_at <= :now THEN 'closing'
           WHEN v.state = 'sealed' AND v.opens_at <= :now THEN 'open'
           WHEN v.state = 'open' AND v.closes_at <= :now THEN 'closing'
           ELSE v.state END)
      AND (CAST(:before AS timestamptz) IS NULL OR (v.created_at, v.id) < (:before, CAST(:before_id AS uuid)))
    ORDER BY v.created_at DESC, v.id DESC LIMIT :limit
    """
).columns(*votation.c)
ON_THE_CLOCK = text(
    """
    SELECT id FROM votation
    WHERE state = 'sealed' AND opens_at <= :now OR state = 'open' AND closes_at <= :now
    ORDER BY id LIMIT 100
    """
)
GRACE_OVER = text(
    """
    SELECT id FROM votation
    WHERE state = 'closing' AND closes_at + make_interval(secs => grace_seconds) <= :now ORDER BY id LIMIT 20
    """
)
BOXES_TO_OPEN = text(
    """
    SELECT id, manifest FROM votation
    WHERE NOT box_opened AND state IN ('sealed', 'open', 'suspended', 'closing') ORDER BY id LIMIT 20
    """
)
PLAIN_TO_READ = text("SELECT id FROM votation WHERE state = 'counted' AND NOT plain_read ORDER BY id LIMIT 5")
KEEP_PLAIN = text(
    """
    INSERT INTO counted_ballot (votation_id, published, content, ballots)
    SELECT :votation_id, * FROM unnest(CAST(:published AS text[]), CAST(:contents AS text[]), CAST(:ballots AS integer[]))
    """
)
PLAIN = text(
    "SELECT published, content, ballots FROM counted_ballot WHERE votation_id = :votation_id ORDER BY published, content"
)
COUNTED_SIGNATURES = text(
    """
    SELECT v.id, (SELECT count(*) FROM signature s WHERE s.votation_id = v.id)
        + (SELECT count(*) FROM voting_right r WHERE r.votation_id = v.id AND r.consumed) AS signed
    FROM votation v WHERE v.state IN ('open', 'suspended', 'closing')
    """
)
LOGS_TO_CLEAR = text(
    """
    SELECT v.id FROM votation v LEFT JOIN server_log l ON l.votation_id = v.id
    WHERE l.cleared IS NOT TRUE
        AND v.state IN ('closed', 'counted', 'proclaimed', 'archived', 'destroyed', 'cancelled')
    """
)
LOG_CLEARED = text(
    """
    INSERT INTO server_log (votation_id, cleared) SELECT unnest(CAST(:ids AS uuid[])), true
    ON CONFLICT (votation_id) DO UPDATE SET cleared = true
    """
)
NOTE_SERVER = text("INSERT INTO server_log (votation_id, one_server) VALUES (:votation_id, :one_server)")
ONE_SERVER = text("SELECT one_server FROM server_log WHERE votation_id = :votation_id")


class StoredVotations:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, values: Mapping[str, Any]) -> None:
        self._connection.execute(insert(votation).values(**values))

    def find(self, votation_id: UUID) -> Votation | None:
        row = self._connection.execute(select(votation).where(votation.c.id == votation_id)).mappings()
        values = row.one_or_none()
        return None if values is None else Votation(**values)

    def change(self, votation_id: UUID, changes: Mapping[str, Any]) -> Votation:
        """Change and bump the version; under the votation's exclusive lock."""
        statement = (
            update(votation)
            .where(votation.c.id == votation_id)
            .values(**changes, version=votation.c.version + 1)
            .returning(*votation.c)
        )
        return Votation(**self._connection.execute(statement).mappings().one())

    def note(self, votation_id: UUID, values: Mapping[str, Any]) -> None:
        """Keep what no reader compares: neither the version moves nor anything is told."""
        self._connection.execute(update(votation).where(votation.c.id == votation_id).values(**values))

    def page(
        self,
        staff: Sequence[UUID],
        everything: bool,
        filters: Mapping[str, Any],
        now: datetime,
        before: tuple[datetime, UUID] | None,
        limit: int,
    ) -> list[Votation]:
        """One more than `limit` when there are more."""
        parameters = {
            **filters,
            "staff": list(staff),
            "everything": everything,
            "now": now,
            "before": before[0] if before else None,
            "before_id": before[1] if before else None,
            "limit": limit + 1,
        }
        return [Votation(**row) for row in self._connection.execute(LIST, parameters).mappings()]

    def on_the_clock(self, now: datetime) -> list[UUID]:
        return list(self._connection.execute(ON_THE_CLOCK, {"now": now}).scalars())

    def grace_over(self, now: datetime) -> list[UUID]:
        return list(self._connection.execute(GRACE_OVER, {"now": now}).scalars())

    def boxes_to_open(self) -> list[tuple[UUID, str]]:
        """Sealed votations whose box has not taken the manifest yet."""
        return [(row.id, row.manifest) for row in self._connection.execute(BOXES_TO_OPEN)]

    def note_server(self, votation_id: UUID, one_server: bool) -> None:
        self._connection.execute(NOTE_SERVER, {"votation_id": votation_id, "one_server": one_server})

    def one_server(self, votation_id: UUID) -> bool | None:
        """Whether register and box shared a server as it was sealed; nothing before, or where nobody knows."""
        one_server: bool | None = self._connection.execute(
            ONE_SERVER, {"votation_id": votation_id}
        ).scalar_one_or_none()
        return one_server

    def logs_to_clear(self) -> list[UUID]:
        """Votations that are over, of which the server's log still holds what was deleted."""
        return list(self._connection.execute(LOGS_TO_CLEAR).scalars())

    def log_cleared(self, votation_ids: Sequence[UUID]) -> None:
        self._connection.execute(LOG_CLEARED, {"ids": list(votation_ids)})

    def plain_to_read(self) -> list[UUID]:
        """Counted votations whose ballots the box has not handed over yet."""
        return list(self._connection.execute(PLAIN_TO_READ).scalars())

    def keep_plain(self, votation_id: UUID, ballots: Sequence[tuple[str, str, int]]) -> None:
        """(group it is published under, content, number) of every counted ballot."""
        columns = {
            "published": [group for group, _, _ in ballots],
            "contents": [content for _, content, _ in ballots],
            "ballots": [number for _, _, number in ballots],
        }
        self._connection.execute(KEEP_PLAIN, {"votation_id": votation_id, **columns})

    def plain(self, votation_id: UUID) -> list[tuple[str, str, int]]:
        rows = self._connection.execute(PLAIN, {"votation_id": votation_id})
        return [(row.published, row.content, row.ballots) for row in rows]

    def forget_plain(self, votation_id: UUID) -> None:
        self._connection.execute(
            text("DELETE FROM counted_ballot WHERE votation_id = :votation_id"), {"votation_id": votation_id}
        )

    def signed_now(self) -> dict[UUID, int]:
        """How many signed, for every votation that goes on."""
        return {row.id: row.signed for row in self._connection.execute(COUNTED_SIGNATURES)}

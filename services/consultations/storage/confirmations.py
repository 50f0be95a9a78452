"""What waits for its author's or voter's address to be confirmed."""
# ruff: noqa: S608 - statements are made of constants: the three tables

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, text

from consultations.domain.moderation import Target
from consultations.domain.window import Window
from consultations.storage.moderation import StoredModeration
from consultations.storage.opinion_votes import StoredOpinionVotes
from consultations.storage.supports import StoredSupports

TABLES = {
    "contribution": "t.id",
    "argument": "t.contribution_id",
    "source": "t.contribution_id",
}
WAITING = {
    target: text(
        f"""
        SELECT t.id, {about} AS about, t.step_id FROM {target} t
        WHERE t.author_id = :account AND NOT t.confirmed AND t.state = 'unpublished'
        """
    )
    for target, about in TABLES.items()
}
PUBLISH = {
    target: text(
        f"""
        UPDATE {target} SET confirmed = true, version = version + 1,
            state = CASE WHEN cleared THEN 'published' ELSE state END,
            published_at = CASE WHEN cleared THEN CAST(:now AS timestamptz) END
        WHERE author_id = :account AND NOT confirmed AND state = 'unpublished' AND step_id = ANY(:steps)
        RETURNING id
        """
    )
    for target in TABLES
}
ABOVE = text("SELECT version_of FROM contribution WHERE id = ANY(:ids) AND version_of IS NOT NULL")
WINDOWS = text("SELECT id, opens_at, closes_at FROM step WHERE id = ANY(:ids)")


class StoredConfirmations:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._votes = StoredOpinionVotes(connection)
        self._supports = StoredSupports(connection)

    def waiting(self, account_id: UUID) -> tuple[set[UUID], set[UUID]]:
        """The steps in which something waits, and the things that its coming into view concerns."""
        pairs = [*self._votes.waiting(account_id), *self._supports.waiting(account_id)]
        for statement in WAITING.values():
            for row in self._connection.execute(statement, {"account": account_id}):
                pairs += [(row.id, row.step_id), (row.about, row.step_id)]
        things = {thing for thing, _ in pairs}
        return {step for _, step in pairs}, things | set(
            self._connection.execute(ABOVE, {"ids": list(things)}).scalars()
        )

    def open_steps(self, step_ids: Sequence[UUID], now: datetime) -> list[UUID]:
        rows = self._connection.execute(WINDOWS, {"ids": list(step_ids)})
        return [row.id for row in rows if Window(row.opens_at, row.closes_at).is_open(now)]

    def publish(self, target: str, account_id: UUID, step_ids: Sequence[UUID], now: datetime) -> list[Target]:
        """Confirm what someone wrote in these steps; as it stands after that."""
        values = {"account": account_id, "steps": list(step_ids), "now": now}
        ids = list(self._connection.execute(PUBLISH[target], values).scalars())
        return StoredModeration(self._connection).targets(target, ids)

    def count_votes(self, account_id: UUID, step_ids: Sequence[UUID]) -> list[tuple[UUID, UUID, int]]:
        return self._votes.count_waiting(account_id, step_ids)

    def count_supports(
        self, account_id: UUID, step_ids: Sequence[UUID]
    ) -> list[tuple[str, UUID, UUID, UUID, int]]:
        return self._supports.count_waiting(account_id, step_ids)

"""The audit chain of each votation, and the events that everyone may read."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, text

from votation.domain import audit_chain

LAST = text("SELECT seq, hash FROM audit_entry WHERE votation_id = :votation_id ORDER BY seq DESC LIMIT 1")
ADD = text(
    """
    INSERT INTO audit_entry (votation_id, seq, at, act, by, details, previous, hash, actor_account_id)
    VALUES (:votation_id, :seq, :at, :act, :by, :details, :previous, :hash, :actor_account_id)
    """
)
PAGE = text(
    """
    SELECT seq, at, act, by, details, previous, hash FROM audit_entry
    WHERE votation_id = :votation_id AND seq > :after ORDER BY seq LIMIT :limit
    """
)
FIRST_OF = text(
    "SELECT details FROM audit_entry WHERE votation_id = :votation_id AND act = :act ORDER BY seq LIMIT 1"
)
ADD_EVENT = text(
    "INSERT INTO register_event (id, votation_id, kind, text, happened_at) VALUES (:id, :votation_id, :kind, :text, :at)"
)
EVENTS = text(
    """
    SELECT id, kind, text, happened_at FROM register_event
    WHERE votation_id = :votation_id
      AND (CAST(:after AS timestamptz) IS NULL OR (happened_at, id) > (:after, CAST(:after_id AS uuid)))
    ORDER BY happened_at, id LIMIT :limit
    """
)


class StoredAudit:
    """Written under the votation's exclusive lock, so that the chain has one end."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def write(
        self,
        votation_id: UUID,
        at: datetime,
        act: str,
        by: str,
        details: Mapping[str, Any],
        actor_account_id: UUID | None = None,
    ) -> str:
        """The hash of the new end of the chain."""
        last = self._connection.execute(LAST, {"votation_id": votation_id}).one_or_none()
        seq, previous = (last.seq + 1, last.hash) if last else (1, audit_chain.FIRST)
        entry = audit_chain.entry(seq, at, act, by, details, previous)
        self._connection.execute(
            ADD,
            {
                **entry,
                "votation_id": votation_id,
                "at": datetime.fromisoformat(entry["at"]),
                "details": json.dumps(entry["details"], ensure_ascii=False),
                "actor_account_id": actor_account_id,
            },
        )
        return str(entry["hash"])

    def head(self, votation_id: UUID) -> str:
        """The hash of the last entry."""
        last = self._connection.execute(LAST, {"votation_id": votation_id}).one_or_none()
        return str(last.hash) if last else audit_chain.FIRST

    def first(self, votation_id: UUID, act: str) -> dict[str, Any] | None:
        """The details of the first entry of this act."""
        details = self._connection.execute(
            FIRST_OF, {"votation_id": votation_id, "act": act}
        ).scalar_one_or_none()
        return None if details is None else dict(json.loads(details))

    def page(self, votation_id: UUID, after: int, limit: int) -> list[dict[str, Any]]:
        """Entries after a number, in order; one more than `limit` when there are more."""
        rows = self._connection.execute(
            PAGE, {"votation_id": votation_id, "after": after, "limit": limit + 1}
        )
        return [{**row, "details": json.loads(row["details"])} for row in rows.mappings()]

    def add_event(self, votation_id: UUID, kind: str, words: str, at: datetime) -> dict[str, Any]:
        event: dict[str, Any] = {"id": uuid4(), "kind": kind, "text": words, "happened_at": at}
        self._connection.execute(ADD_EVENT, {**event, "at": at, "votation_id": votation_id})
        return event

    def events(
        self, votation_id: UUID, after: tuple[datetime, UUID] | None, limit: int
    ) -> list[dict[str, Any]]:
        parameters = {
            "votation_id": votation_id,
            "after": after[0] if after else None,
            "after_id": after[1] if after else None,
            "limit": limit + 1,
        }
        return [dict(row) for row in self._connection.execute(EVENTS, parameters).mappings()]

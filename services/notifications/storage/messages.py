"""Messages: kept once, claimed by one sender, settled under its claim."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, and_, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import Insert, insert

from notifications.domain import message as domain
from notifications.domain.message import Message, Window
from notifications.storage.tables import fan_out, message, step_window

PLAIN = (
    "id", "cause", "kind", "account_id", "credential_request_id", "letter_id", "votation_id", "organisation_id",
    "project_id", "step_id", "target", "target_id", "decision", "useless_after",
)  # fmt: skip
KEPT = (*PLAIN, "state", "attempts", "claim_id", "queued_at", "sent_at", "last_error")

CLAIM = text(
    """
    UPDATE message SET state = 'sending', claim_id = :claim_id, claimed_at = :now, handed_at = NULL
    FROM (
        SELECT id FROM message WHERE state = 'queued' AND due_at <= :now
        ORDER BY urgent DESC, due_at, id LIMIT :most FOR UPDATE SKIP LOCKED
    ) AS due
    WHERE message.id = due.id
    """
)
SWEEP = text(
    """
    UPDATE message SET claim_id = NULL, claimed_at = NULL, handed_at = NULL,
        attempts = attempts + (handed_at IS NOT NULL)::int,
        last_error = CASE WHEN handed_at IS NULL THEN last_error ELSE 'sender lost' END,
        due_at = CASE WHEN handed_at IS NULL OR kind = ANY(:sent_again) THEN :now ELSE due_at END,
        state = CASE WHEN handed_at IS NOT NULL AND NOT kind = ANY(:sent_again) THEN 'stale'
                     WHEN handed_at IS NOT NULL AND attempts + 1 >= :most_attempts THEN 'failed'
                     ELSE 'queued' END
    WHERE id IN (
        SELECT id FROM message WHERE state = 'sending' AND claimed_at < :claimed_before
            AND (handed_at IS NULL OR handed_at < :handed_before)
        ORDER BY claimed_at LIMIT 1000 FOR UPDATE SKIP LOCKED
    )
    RETURNING state
    """
)
COUNTS = text(
    "SELECT state, count(*) AS messages FROM message"
    " WHERE state IN ('queued', 'sending', 'failed', 'stale') GROUP BY state"
)
FREE = {"claim_id": None, "claimed_at": None, "handed_at": None}


class StoredMessages:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, messages: Iterable[Message], fan_out_id: UUID | None = None) -> int:
        rows = [
            {
                **{name: getattr(each, name) for name in PLAIN},
                "urgent": each.is_urgent,
                "fan_out_id": fan_out_id,
            }
            for each in messages
        ]
        if not rows:
            return 0
        reminders = all(row["kind"] in domain.ABOUT_CLOSING for row in rows)
        new = _adding_reminders() if reminders else insert(message).on_conflict_do_nothing()
        return len(self._connection.execute(new.returning(message.c.id), rows).all())

    def find(self, message_id: UUID, *, lock: bool = False) -> Message | None:
        query = _reading().where(message.c.id == message_id)
        if lock:
            query = query.with_for_update(of=message)
        row = self._connection.execute(query).one_or_none()
        return _message(row) if row else None

    def was_told_of(self, account_id: UUID, target_id: UUID) -> bool:
        told = select(message.c.id).where(
            message.c.recipient_id == account_id, message.c.target_id == target_id
        )
        return self._connection.execute(told.limit(1)).first() is not None

    def page(
        self,
        organisation_id: UUID | None,
        votation_id: UUID | None,
        state: str | None,
        after: tuple[datetime, UUID] | None,
        limit: int,
    ) -> list[Message]:
        of = message.c.organisation_id
        query = _reading().where(of.is_(None) if organisation_id is None else of == organisation_id)
        shown = or_(message.c.kind.not_in(domain.QUIET_KINDS), message.c.state.in_(domain.TO_LOOK_AT))
        query = query.where(shown)
        if votation_id is not None:
            query = query.where(message.c.votation_id == votation_id)
        if state is not None:
            query = query.where(message.c.state == state)
        if after is not None:
            queued_at, id_ = after
            query = query.where(func.row(message.c.queued_at, message.c.id) < func.row(queued_at, id_))
        query = query.order_by(message.c.queued_at.desc(), message.c.id.desc()).limit(limit + 1)
        return [_message(row) for row in self._connection.execute(query)]

    def claim(self, claim_id: UUID, now: datetime, most: int) -> list[Message]:
        claimed = self._connection.execute(CLAIM, {"claim_id": claim_id, "now": now, "most": most})
        if not claimed.rowcount:
            return []
        query = _reading().where(message.c.state == domain.SENDING, message.c.claim_id == claim_id)
        query = query.order_by(message.c.urgent.desc(), message.c.due_at, message.c.id)
        return [_message(row) for row in self._connection.execute(query)]

    def hand(self, message: Message, now: datetime) -> bool:
        return self._under_claim(message, handed_at=now) == 1

    def sent(self, message: Message, now: datetime) -> None:
        self._settle(message, state=domain.SENT, sent_at=now, last_error=None, attempts=message.attempts + 1)

    def not_wanted(self, message: Message, reason: str) -> None:
        self._settle(message, state=domain.NOT_WANTED, last_error=reason[:80])

    def failed(self, message: Message, error: str) -> None:
        self._settle(message, state=domain.FAILED, last_error=error[:80], attempts=message.attempts + 1)

    def stale(self, message: Message, error: str) -> None:
        self._settle(message, state=domain.STALE, last_error=error[:80], attempts=message.attempts + 1)

    def later(self, message: Message, due_at: datetime, error: str) -> None:
        self._settle(
            message, state=domain.QUEUED, due_at=due_at, last_error=error[:80], attempts=message.attempts + 1
        )

    def release(self, messages: Sequence[Message], due_at: datetime) -> None:
        claims = {each.claim_id for each in messages}
        ids = [each.id for each in messages]
        change = update(message).where(message.c.id.in_(ids), message.c.claim_id.in_(claims))
        untouched = change.where(message.c.handed_at.is_(None))
        self._connection.execute(untouched.values(state=domain.QUEUED, due_at=due_at, **FREE))

    def take_back(self, message: Message, due_at: datetime) -> None:
        self._settle(message, state=domain.QUEUED, due_at=due_at)

    def queue_again(self, message_id: UUID, now: datetime) -> None:
        """With all its attempts before it: someone decided that it is worth them."""
        again = update(message).where(message.c.id == message_id)
        self._connection.execute(again.values(state=domain.QUEUED, due_at=now, attempts=0, **FREE))

    def sweep(self, claimed_before: datetime, handed_before: datetime, now: datetime) -> dict[str, int]:
        limits = {"claimed_before": claimed_before, "handed_before": handed_before}
        rules = {"most_attempts": domain.MOST_ATTEMPTS, "sent_again": sorted(domain.SENT_AGAIN_KINDS)}
        settled = self._connection.execute(SWEEP, {**limits, **rules, "now": now})
        counts: dict[str, int] = {}
        for state in settled.scalars():
            counts[state] = counts.get(state, 0) + 1
        return counts

    def counts(self) -> dict[str, int]:
        return {row.state: row.messages for row in self._connection.execute(COUNTS)}

    def _settle(self, message: Message, **values: Any) -> None:
        self._under_claim(message, **FREE, **values)

    def _under_claim(self, claimed: Message, **values: Any) -> int:
        """Write only while the claim holds: a sender that was slow must not undo what another did since."""
        change = update(message).where(message.c.id == claimed.id, message.c.claim_id == claimed.claim_id)
        return self._connection.execute(change.values(**values)).rowcount


def _adding_reminders() -> Insert:
    """A reminder that never left, as the window moved meanwhile, tells the new one; one that left stays alone."""
    new = insert(message)
    moved_again = and_(message.c.state == domain.NOT_WANTED, message.c.last_error == domain.MOVED_AGAIN)
    return new.on_conflict_do_update(
        index_elements=["id"],
        set_={
            "state": domain.QUEUED,
            "fan_out_id": new.excluded.fan_out_id,
            "useless_after": new.excluded.useless_after,
            "last_error": None,
        },
        where=or_(message.c.state == domain.QUEUED, moved_again),
    )


def _reading() -> Select[Any]:
    """A message with the window it tells of and the window last heard."""
    return (
        select(
            *(message.c[name] for name in KEPT),
            message.c.fan_out_id,
            fan_out.c.opens_at.label("told_opens_at"),
            fan_out.c.closes_at.label("told_closes_at"),
            fan_out.c.closes_at_before,
            fan_out.c.step_version,
            step_window.c.opens_at.label("heard_opens_at"),
            step_window.c.closes_at.label("heard_closes_at"),
            step_window.c.version.label("current_version"),
        )
        .outerjoin_from(message, fan_out, fan_out.c.id == message.c.fan_out_id)
        .outerjoin(step_window, step_window.c.step_id == fan_out.c.step_id)
    )


def _message(row: Row[Any]) -> Message:
    return Message(
        **{name: getattr(row, name) for name in KEPT},
        window=Window(row.told_opens_at, row.told_closes_at) if row.fan_out_id else None,
        closes_at_before=row.closes_at_before,
        step_version=row.step_version,
        current=Window(row.heard_opens_at, row.heard_closes_at) if row.current_version is not None else None,
        current_version=row.current_version,
    )

"""How a fact is taken in: inbox row and effect in one transaction; a failure becomes a row to try again.

Poison lives here, in PostgreSQL, and nowhere in the broker: `retry` rows with back-off, `dead` after six attempts,
`parked` what nobody can read (its size and hash only, since it may hold anything).
"""

import hashlib
import random
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from marshmallow import ValidationError
from sqlalchemy import text

from chassis import logs, metrics, tracing
from chassis.envelope import Malformed, ReceivedFact, read_fact
from chassis.storage import Storage, Transaction, is_unavailable, schema_of
from contracts.base import Fact

MOST_ATTEMPTS = 6
LONGEST_BACK_OFF_SECONDS = 300.0

TAKE_IN = text(
    """
    INSERT INTO inbox (handler, fact_id, fact, status) VALUES (:handler, :fact_id, :fact, 'done')
    ON CONFLICT (handler, fact_id) DO UPDATE SET deliveries = inbox.deliveries + 1 RETURNING xmax = 0
    """
)
TAKE_ALL_IN = text(
    """
    INSERT INTO inbox (handler, fact_id, fact, status)
    SELECT :handler, fact_id, :fact, 'done' FROM unnest(CAST(:fact_ids AS uuid[])) AS fact_id
    ON CONFLICT (handler, fact_id) DO UPDATE SET deliveries = inbox.deliveries + 1
    RETURNING fact_id, xmax = 0 AS is_new
    """
)
FAILED = text(
    """
    UPDATE inbox SET status = CAST(:status AS text), attempts = :attempts, error = :error, body = :body,
        next_at = CASE WHEN CAST(:status AS text) = 'retry'
            THEN clock_timestamp() + make_interval(secs => :seconds) END
    WHERE handler = :handler AND fact_id = :fact_id
    """
)
DUE = text(
    """
    SELECT handler, fact_id, fact, attempts, body FROM inbox
    WHERE status = 'retry' AND next_at <= clock_timestamp() AND handler = ANY(:handlers)
    ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED
    """
)
DONE = text(
    "UPDATE inbox SET status = 'done', body = NULL, next_at = NULL WHERE handler = :handler AND fact_id = :fact_id"
)
PARK = text("INSERT INTO parked (queue, reason, size_bytes, sha256) VALUES (:queue, :reason, :size, :sha256)")
COUNTS = text(
    "SELECT status, count(*) FROM inbox WHERE status <> 'done' GROUP BY status"
    " UNION ALL SELECT 'parked', count(*) FROM parked"
)


def back_off_seconds(attempts: int) -> float:
    """Half a second doubled each time, with some noise, five minutes at most."""
    return min(0.5 * 2.0**attempts, LONGEST_BACK_OFF_SECONDS) * random.uniform(0.8, 1.2)  # noqa: S311


class InboxConsumer:
    """Takes facts in for one service process."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self._one_at_a_time = threading.Lock()  # two would wait for each other where their rows meet

    def hear(
        self, service: Any, method: Callable[..., Any], fact: Fact, bodies: Sequence[bytes], *, together: bool
    ) -> None:
        """Returns once every fact is safe: handled, in retry, dead or parked. Waits while the database is away."""
        if together and len(bodies) > 1:
            with self._one_at_a_time:
                if self._hear_together(service, method, fact, bodies):
                    return
        for body in bodies:
            self._hear_alone(service, method, fact, body)

    def _hear_together(
        self, service: Any, method: Callable[..., Any], fact: Fact, bodies: Sequence[bytes]
    ) -> bool:
        """All in one transaction, in their order. False when anything stood in the way: then nothing was done."""
        handler = method.__name__
        try:
            facts = {
                received.id: (loaded(received, fact), trace) for received, trace in map(read_fact, bodies)
            }
            with self.storage.transaction() as transaction:
                rows = {"handler": handler, "fact_ids": list(facts), "fact": fact.name}
                taken_in = transaction.connection.execute(TAKE_ALL_IN, rows)
                new = {row.fact_id for row in taken_in if row.is_new}
                for received, traceparent in (facts[each] for each in facts if each in new):
                    with tracing.continued(traceparent, handler):
                        method(service, received, transaction)
        except Exception as error:  # each is then taken in by itself, and its own error is kept  # noqa: BLE001
            metrics.FACTS.labels(handler, "apart").inc(len(bodies))
            logs.get_logger().warning("facts_heard_apart", handler=handler, error=type(error).__name__)
            return False
        metrics.FACTS.labels(handler, "done").inc(len(new))
        metrics.FACTS.labels(handler, "again").inc(len(bodies) - len(new))
        return True

    def _hear_alone(self, service: Any, method: Callable[..., Any], fact: Fact, body: bytes) -> None:
        while True:
            try:
                return self._hear(service, method, fact, body)
            except Exception as error:
                if not is_unavailable(error):
                    raise
                logs.get_logger().warning("database_away", error=type(error).__name__, fact=fact.name)
                time.sleep(1)

    def _hear(self, service: Any, method: Callable[..., Any], fact: Fact, body: bytes) -> None:
        try:
            received, traceparent = read_fact(body)
            received = loaded(received, fact)
        except Malformed as malformed:
            self._park(fact, str(malformed), body)
            return
        handler = method.__name__
        with tracing.continued(traceparent, handler):
            try:
                with self.storage.transaction() as transaction:
                    if not self._take_in(transaction, handler, received):
                        return
                    method(service, received, transaction)
            except Exception as error:
                if is_unavailable(error) and not _is_statement_trouble(error):
                    raise
                self._set_aside(handler, received, body.decode(), error)
            else:
                metrics.FACTS.labels(handler, "done").inc()

    def _take_in(self, transaction: Transaction, handler: str, received: ReceivedFact) -> bool:
        """Write the inbox row. False when the fact came before."""
        row = {"handler": handler, "fact_id": received.id, "fact": received.name}
        new = bool(transaction.connection.execute(TAKE_IN, row).scalar_one())
        if not new:
            metrics.FACTS.labels(handler, "again").inc()
        return new

    def _set_aside(self, handler: str, received: ReceivedFact, body: str, error: Exception) -> None:
        """The first try left nothing behind: its inbox row is written anew, as one to try again."""
        with self.storage.transaction() as transaction:
            if self._take_in(transaction, handler, received):
                self._failed(transaction, handler, received.id, body, 1, error)

    def _try(
        self, transaction: Transaction, service: Any, method: Callable[..., Any], received: ReceivedFact, body: str,
        attempts: int,
    ) -> bool:  # fmt: skip
        handler = method.__name__
        try:
            with transaction.connection.begin_nested():
                method(service, received, transaction)
                transaction.write_facts()
        except Exception as error:
            if is_unavailable(error) and not _is_statement_trouble(error):
                raise
            self._failed(transaction, handler, received.id, body, attempts + 1, error)
            return False
        metrics.FACTS.labels(handler, "done").inc()
        return True

    def _failed(
        self,
        transaction: Transaction,
        handler: str,
        fact_id: UUID,
        body: str,
        attempts: int,
        error: Exception,
    ) -> None:
        transaction.forget_facts()
        status = "dead" if attempts >= MOST_ATTEMPTS else "retry"
        transaction.connection.execute(
            FAILED,
            {
                "handler": handler,
                "fact_id": fact_id,
                "status": status,
                "attempts": attempts,
                "error": f"{type(error).__name__} at {logs.where(error)}"[:500],
                "body": body,
                "seconds": back_off_seconds(attempts),
            },
        )
        metrics.FACTS.labels(handler, status).inc()
        logs.get_logger().error(
            "fact_" + status, handler=handler, fact_id=str(fact_id), attempts=attempts, error=type(error).__name__,
            where=logs.where(error),
        )  # fmt: skip

    def _park(self, fact: Fact, reason: str, body: bytes) -> None:
        with self.storage.transaction() as transaction:
            parked = {
                "queue": fact.name, "reason": reason[:200], "size": len(body), "sha256": hashlib.sha256(body).digest()
            }  # fmt: skip
            transaction.connection.execute(PARK, parked)
        metrics.MALFORMED.labels(fact.name).inc()
        logs.get_logger().error("fact_parked", fact=fact.name, reason=reason)

    def retry_one(self, service: Any, hearings: dict[str, tuple[Fact, Callable[..., Any]]]) -> bool:
        """Try the fact that is longest due again. False when none is due."""
        with self.storage.transaction() as transaction:
            row = transaction.connection.execute(DUE, {"handlers": list(hearings)}).one_or_none()
            if row is None:
                return False
            fact, method = hearings[row.handler]
            try:
                received, traceparent = read_fact(row.body.encode())
                received = loaded(received, fact)
            except Malformed as malformed:
                # Written by another release: it would hold up all that come after it.
                self._failed(transaction, row.handler, row.fact_id, row.body, MOST_ATTEMPTS, malformed)
                return True
            with tracing.continued(traceparent, row.handler):
                if self._try(transaction, service, method, received, row.body, row.attempts):
                    transaction.connection.execute(DONE, {"handler": row.handler, "fact_id": row.fact_id})
            return True

    def count_waiting(self) -> None:
        """Publish how many facts wait, by state."""
        with self.storage.engine.begin() as connection:
            counts: dict[str, int] = dict(connection.execute(COUNTS).tuples().all())
        for state in ("retry", "dead", "parked"):
            metrics.WAITING.labels(state).set(counts.get(state, 0))


def loaded(received: ReceivedFact, fact: Fact) -> ReceivedFact:
    """The fact with its data as Python values. Raises Malformed."""
    if received.name != fact.name:
        raise Malformed("another fact")
    try:
        data = schema_of(fact).load(received.data)
    except ValidationError:
        raise Malformed("data not as promised") from None
    return ReceivedFact(
        received.id,
        received.name,
        received.aggregate_id,
        received.aggregate_version,
        received.occurred_at,
        data,
    )


def _is_statement_trouble(error: BaseException) -> bool:
    """Whether the statement failed rather than the server: a time-out, a deadlock, a lock not had."""
    return getattr(getattr(error, "orig", None), "sqlstate", None) in ("57014", "40P01", "40001", "55P03")

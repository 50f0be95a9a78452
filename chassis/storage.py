"""One service's database: transactions that carry facts to tell, answers to keep and jobs to do.

Everything here is plain (no nameko, no eventlet), so that services, relays, workers and tests share it.
"""

import hashlib
import json
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

import orjson
from opentelemetry.propagate import inject
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import (
    DBAPIError,
    InterfaceError,
    InvalidatePoolError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import (
    TimeoutError as PoolTimeoutError,
)

from chassis.clock import REFERENCE, Clock
from chassis.config import Config
from contracts.base import Fact

SERVER_LIMITS = "-c statement_timeout=5000 -c lock_timeout=3000 -c idle_in_transaction_session_timeout=10000 -c timezone=UTC"
PING_AFTER_SECONDS = 1.0
READ_ONLY = "25006"  # a server that became a standby
# The collation of lists of names: the alphabet of French readers, which English ones share. Databases sort by bytes.
ALPHABET = "fr-x-icu"
NOW = text("SELECT clock_timestamp()")


def make_engine(url: str, pool_size: int, limits: str = SERVER_LIMITS, patience: int = 3) -> Engine:
    """An engine with a bounded pool and time limits kept by the server itself.

    `patience`: seconds to wait for a connection, of the pool or of the server.
    """
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=patience,
        pool_recycle=1800,
        connect_args={"connect_timeout": patience, "options": limits},
    )
    event.listen(engine, "connect", _note_use)
    event.listen(engine, "checkin", _note_use)
    event.listen(engine, "checkout", partial(_ping_if_idle, engine))
    return engine


def is_unavailable(error: BaseException) -> bool:
    """Whether the database was away or gave the connection up, rather than refuse a statement. Nothing was committed
    unless it was asked to commit."""
    if isinstance(error, OperationalError | InterfaceError | PoolTimeoutError | OSError):
        return True
    return isinstance(error, DBAPIError) and (
        error.connection_invalidated or getattr(error.orig, "sqlstate", None) == READ_ONLY
    )


def _note_use(_connection: Any, record: Any) -> None:
    record.info["used_at"] = time.monotonic()


def _ping_if_idle(engine: Engine, connection: Any, record: Any, _proxy: Any) -> None:
    """Whether the server is still there, unless it answered a moment ago: SQLAlchemy's own ping asks each time."""
    idle = time.monotonic() - record.info.get("used_at", 0.0) >= PING_AFTER_SECONDS
    if not (idle or REFERENCE.is_due):
        return
    try:
        _ask_time(connection)
    except engine.dialect.loaded_dbapi.Error as error:
        raise InvalidatePoolError from error


def _ask_time(connection: Any) -> None:
    """As `do_ping` of the dialect, with a question whose answer is worth something."""
    asked_at, before = time.monotonic(), connection.autocommit
    connection.autocommit = True
    try:
        seconds = connection.execute("SELECT extract(epoch FROM clock_timestamp())").fetchone()[0]
    finally:
        if not connection.closed:
            connection.autocommit = before
    REFERENCE.learn(float(seconds), asked_at)


def lock_number(thing: UUID | str) -> int:
    """The advisory lock of a thing: 63 bits of its hash."""
    digest = hashlib.blake2b(str(thing).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


class Transaction:
    """One open transaction, and what is to be written with it at its end.

    `key_lock` is the number of the lock that every attempt at one command shares, under its idempotency key: it is
    taken with the first lock of the transaction, so that an attempt which is refused later can wait for this one's end.
    """

    def __init__(
        self, connection: Connection, clock: Clock | None = None, key_lock: int | None = None
    ) -> None:
        self.connection = connection
        self._clock = clock
        self._key_lock = key_lock
        self._facts: list[dict[str, Any]] = []

    def now(self) -> datetime:
        """The database's time, in UTC. Only this clock judges windows."""
        moment: datetime = self._clock.now() if self._clock else self.connection.execute(NOW).scalar_one()
        return moment.astimezone(UTC)

    def lock_shared(self, *things: UUID | str) -> datetime:
        """Hold off whoever locks one of `things` exclusively, until commit; the database's time after that."""
        return self._lock(things, ())

    def lock_exclusive(self, *things: UUID | str, shared: Iterable[UUID | str] = ()) -> datetime:
        """Wait for everyone who holds one of `things`, keep them out until commit; the time after that.

        What is `shared` is held with them as `lock_shared` does, in the same order.
        """
        return self._lock(shared, things)

    def _lock(self, shared: Iterable[UUID | str], alone: Iterable[UUID | str]) -> datetime:
        functions = {lock_number(thing): "pg_advisory_xact_lock_shared" for thing in shared}
        if self._key_lock is not None:
            functions[self._key_lock] = "pg_advisory_xact_lock_shared"
            self._key_lock = None
        functions |= {lock_number(thing): "pg_advisory_xact_lock" for thing in alone}
        numbers = sorted(functions)  # in one order, so that two transactions never wait for each other
        # Numbers as parameters: the statement stays the same, and is planned once.
        calls = "".join(f"{functions[number]}(%s), " for number in numbers)
        row = self.connection.exec_driver_sql(f"SELECT {calls}clock_timestamp()", tuple(numbers)).one()
        moment: datetime = self._clock.now() if self._clock else row[-1]
        return moment.astimezone(UTC)

    def publish(
        self,
        fact: Fact,
        *,
        aggregate_id: UUID,
        aggregate_version: int,
        data: Mapping[str, Any],
        id: UUID | None = None,
    ) -> None:
        """Add a fact to the outbox, written with this transaction or not at all.

        Raises ValueError when `data` is not what the contract says.
        """
        schema = schema_of(fact)
        payload = schema.dump(data)
        complaints = schema.validate(payload)
        if complaints or payload.keys() - schema.fields.keys():
            raise ValueError(f"{fact.name} is not told as promised: {sorted(complaints)}")
        carrier: dict[str, str] = {}
        inject(carrier)
        self._facts.append(
            {
                "id": id or uuid.uuid4(),
                "fact": fact.name,
                "aggregate": fact.aggregate,
                "aggregate_id": aggregate_id,
                "aggregate_version": aggregate_version,
                "data": orjson.dumps(payload).decode(),
                "traceparent": carrier.get("traceparent"),
            }
        )

    def forget_facts(self) -> None:
        """Undo `publish` for a part of the work that was rolled back to a savepoint."""
        self._facts.clear()

    def enqueue(self, kind: str, payload: Mapping[str, Any], id: UUID | None = None) -> UUID:
        """Add a job for the service's worker; it exists once this transaction is committed."""
        job_id = id or uuid.uuid4()
        self.connection.execute(
            text("INSERT INTO job (id, kind, payload) VALUES (:id, :kind, :payload)"),
            {"id": job_id, "kind": kind, "payload": json.dumps(payload, default=str)},
        )
        return job_id

    def write_facts(self) -> None:
        """Write the facts told so far."""
        if self._facts:
            self.connection.execute(INSERT_FACTS, _columns(self._facts))
            self._facts.clear()

    def write_facts_and_answer(self, kept: Mapping[str, Any]) -> bool:
        """Write facts and the answer kept for a key, in one statement. False when the key is taken already."""
        parameters = {**_columns(self._facts), **kept}
        self._facts.clear()
        return bool(self.connection.execute(KEEP_AND_TELL, parameters).scalar_one())


FACT_ROWS = """
    INSERT INTO outbox (id, fact, aggregate, aggregate_id, aggregate_version, data, traceparent)
    SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:facts AS text[]), CAST(:aggregates AS text[]),
        CAST(:aggregate_ids AS uuid[]), CAST(:aggregate_versions AS bigint[]), CAST(:datas AS text[]),
        CAST(:traceparents AS text[]))
"""
INSERT_FACTS = text(FACT_ROWS)
KEEP_AND_TELL = text(
    f"""
    WITH kept AS (
        INSERT INTO idempotency (actor, key, operation, request_hash, answer)
        VALUES (:actor, :key, :operation, :request_hash, :answer) ON CONFLICT DO NOTHING RETURNING 1
    ), told AS ({FACT_ROWS})
    SELECT count(*) = 1 FROM kept
    """  # noqa: S608 - both parts are constants of this module
)
KEPT_ANSWER = text(
    "SELECT operation, request_hash, answer FROM idempotency WHERE actor = :actor AND key = :key"
)


def _columns(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    names = ("id", "fact", "aggregate", "aggregate_id", "aggregate_version", "data", "traceparent")
    return {f"{name}s": [row[name] for row in rows] for name in names}


_schemas: dict[str, Any] = {}


def schema_of(fact: Fact) -> Any:
    """The fact's schema, made once."""
    schema = _schemas.get(fact.name)
    if schema is None:
        schema = _schemas[fact.name] = fact.data()
    return schema


class Storage:
    """A service's database. `clock` replaces the database's clock in tests."""

    def __init__(self, engine: Engine, clock: Clock | None = None) -> None:
        self.engine = engine
        self.clock = clock

    @classmethod
    def from_config(cls, config: Config, pool_size: int = 5) -> "Storage":
        return cls(make_engine(config.text("DATABASE_URL"), pool_size))

    def learn_time(self) -> None:
        """Ask the database what time it is, before the first token is judged. While it is away nothing is."""
        with suppress(SQLAlchemyError), self.engine.connect():
            pass  # each connection taken from the pool asks when it is time to

    @contextmanager
    def transaction(self, key_lock: int | None = None) -> Iterator[Transaction]:
        """A transaction committed, with its facts, when the block ends well."""
        with self.engine.begin() as connection:
            transaction = Transaction(connection, self.clock, key_lock)
            yield transaction
            transaction.write_facts()

    @contextmanager
    def snapshot(self) -> Iterator[Transaction]:
        """A read-only view of one moment."""
        with self.engine.connect() as connection:
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            yield Transaction(connection, self.clock)
            connection.commit()  # a rollback would make psycopg forget what it has prepared on this connection

    def stored_response(
        self, actor: str, key: str, key_lock: int | None = None
    ) -> tuple[str, bytes, str] | None:
        """(operation, request hash, answer) kept for a key; with `key_lock`, once no attempt goes on that holds it."""
        with self.engine.begin() as connection:
            if key_lock is not None:
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (key_lock,))
            row = connection.execute(KEPT_ANSWER, {"actor": actor, "key": key}).one_or_none()
        return None if row is None else (row[0], bytes(row[1]), row[2])

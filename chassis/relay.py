"""`python -m chassis.relay <service>`: sends a service's outbox to the broker, each fact until it is confirmed.

Rows are taken by `sent_at IS NULL … FOR UPDATE SKIP LOCKED`, never by position: a transaction that commits late has a
lower position than one already sent. A batch is published, then all its confirms are awaited; what was not confirmed
stays. The queues of whoever durably hears a fact are made here too, so a hearer that never ran yet misses nothing.
"""

import asyncio
import contextlib
import signal
import sys
from typing import Any

from pika.channel import Channel
from pika.spec import BasicProperties
from sqlalchemy import Connection, text

from chassis import logs, metrics, topology
from chassis.amqp import Confirms, Link
from chassis.config import Config
from chassis.envelope import fact_body
from chassis.naming import service_of
from chassis.storage import Storage, make_engine
from contracts.registry import subscribers_of

BATCH = 200
IDLE_SECONDS, LONGEST_IDLE_SECONDS = 0.05, 0.2
CONFIRM_SECONDS = 8
LATE_SECONDS = 60
AGE_EVERY_SECONDS = 5
LIMITS = "-c statement_timeout=5000 -c lock_timeout=3000 -c idle_in_transaction_session_timeout=20000 -c timezone=UTC"
TAKE = text(
    """
    SELECT position, id, fact, aggregate, aggregate_id, aggregate_version, data, traceparent, occurred_at
    FROM outbox WHERE sent_at IS NULL ORDER BY position LIMIT :batch FOR UPDATE SKIP LOCKED
    """
)
MARK = text("UPDATE outbox SET sent_at = clock_timestamp() WHERE position = ANY(:positions)")
AGE = text(
    "SELECT coalesce(extract(epoch FROM clock_timestamp() - min(occurred_at)), 0) FROM outbox WHERE sent_at IS NULL"
)
PERSISTENT = 2


class Broker:
    """The exchange and the subscribers' queues of one service, on a connection that comes back by itself."""

    def __init__(self, url: str, service: str) -> None:
        self._exchange = topology.events_exchange(service)
        self._service, self._subscribers = service, subscribers_of(service)
        self._link = Link(url, f"relay.{service}", self._prepare, self._on_lost, self._on_blocked)
        self._confirms: Confirms[asyncio.Future[bool]] = Confirms(_settle)
        self._channel: Channel | None = None
        self._blocked = False
        self._returned: set[str] = set()

    def start(self) -> None:
        self._link.start()

    async def close(self) -> None:
        await self._link.close()

    async def _prepare(self, channel: Channel) -> None:
        """Everything is sent at once; the broker answers in order, so the last answer means all are made."""
        channel.add_on_return_callback(self._on_return)
        for fact, subscribers in self._subscribers.items():
            for subscriber in subscribers:
                queue = topology.hearing_queue(subscriber, fact)
                channel.queue_declare(queue, durable=True, arguments=topology.hearing_queue_arguments())
                channel.queue_bind(queue, self._exchange, fact)
        await self._confirms.start(channel)
        self._channel = channel

    @property
    def is_open(self) -> bool:
        return self._channel is not None and self._channel.is_open and not self._blocked

    async def publish(self, rows: list[Any]) -> list[int]:
        """Publish rows, wait for the broker, and give the positions of those it holds."""
        assert self._channel is not None  # noqa: S101
        self._returned.clear()
        futures = []
        for row in rows:
            future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
            body = fact_body(row._mapping, self._service)  # noqa: SLF001
            self._confirms.publish(self._channel, future, self._exchange, row.fact, body, _properties(row))
            futures.append(future)
        await asyncio.wait(futures, timeout=CONFIRM_SECONDS)
        held = []
        for row, future in zip(rows, futures, strict=True):
            unheard = str(row.id) in self._returned and row.fact in self._subscribers
            if future.done() and future.result() and not unheard:
                held.append(row.position)
        return held

    def _on_return(self, _channel: Any, _method: Any, properties: Any, _body: bytes) -> None:
        self._returned.add(properties.message_id)

    def _on_blocked(self, blocked: bool) -> None:
        """The broker's alarm: it reads nothing more, so nothing more is sent until it ends."""
        self._blocked = blocked
        if blocked:
            self._give_up()

    def _on_lost(self) -> None:
        self._channel = None
        self._give_up()
        self._confirms.clear()

    def _give_up(self) -> None:
        for future in self._confirms.unconfirmed:
            _settle(future, False)


def _properties(row: Any) -> BasicProperties:
    return BasicProperties(
        content_type="application/cloudevents+json", content_encoding="utf-8", delivery_mode=PERSISTENT,
        message_id=str(row.id),
    )  # fmt: skip


def _settle(future: "asyncio.Future[bool]", held: bool) -> None:
    if not future.done():
        future.set_result(held)


class Relay:
    """Moves rows from one outbox to the broker until told to stop."""

    def __init__(self, storage: Storage, broker: Broker) -> None:
        self.storage, self.broker = storage, broker
        self.stopping = asyncio.Event()
        self.age = 0.0  # seconds that the oldest fact waits

    @property
    def waits_for(self) -> str | None:
        """What keeps it from doing its work, if anything."""
        if not self.broker.is_open:
            return "broker"
        return "outbox" if self.age > LATE_SECONDS else None

    async def run(self) -> None:
        self.broker.start()
        pause, idle = 0.2, IDLE_SECONDS
        while not self.stopping.is_set():
            if not self.broker.is_open:
                await asyncio.sleep(IDLE_SECONDS)
                continue
            try:
                moved, waiting = await self._move()
                pause = 0.2
            except Exception as error:  # noqa: BLE001
                logs.get_logger().warning("relay_waits", error=type(error).__name__, where=logs.where(error))
                await asyncio.sleep(pause)
                pause = min(pause * 2, 3)
                continue
            if moved < waiting:
                await asyncio.sleep(0.5)
            elif moved < BATCH:
                idle = IDLE_SECONDS if moved else min(idle * 1.5, LONGEST_IDLE_SECONDS)
                await asyncio.sleep(idle)
        await self.broker.close()

    async def _move(self) -> tuple[int, int]:
        """(rows the broker confirmed, rows taken)."""
        with self.storage.engine.begin() as connection:
            rows = list(connection.execute(TAKE, {"batch": BATCH}))
            if not rows:
                return 0, 0
            held = await self.broker.publish(rows)
            self._mark(connection, held)
        metrics.SENT.inc(len(held))
        if len(held) < len(rows):
            logs.get_logger().warning("not_accepted", count=len(rows) - len(held))
        return len(held), len(rows)

    @staticmethod
    def _mark(connection: Connection, positions: list[int]) -> None:
        if positions:
            connection.execute(MARK, {"positions": positions})


async def watch_age(storage: Storage, relay: Relay) -> None:
    """Publish the age of the oldest fact that waits; more than a minute is said aloud."""
    while not relay.stopping.is_set():
        try:
            with storage.engine.begin() as connection:
                relay.age = float(connection.execute(AGE).scalar_one())
            metrics.OUTBOX_AGE.set(relay.age)
            if relay.age > LATE_SECONDS:
                logs.get_logger().error("outbox_is_late", seconds=round(relay.age))
        except Exception as error:  # noqa: BLE001
            logs.get_logger().warning("outbox_unknown", error=type(error).__name__)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(relay.stopping.wait(), AGE_EVERY_SECONDS)


async def main(service: str) -> None:
    config = Config.from_environment(service)
    logs.set_up(service, "relay")
    storage = Storage(make_engine(config.text("DATABASE_URL"), 2, LIMITS))
    relay = Relay(storage, Broker(config.text("AMQP_URL"), service))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, relay.stopping.set)
    port = config.whole("RELAY_HEALTH_PORT", 0)
    if port:
        await asyncio.start_server(_answer_health(relay), config.text("HEALTH_ADDRESS", "127.0.0.1"), port)
    watching = asyncio.create_task(watch_age(storage, relay))
    await relay.run()
    await watching


def _answer_health(relay: Relay) -> Any:
    """A minimal HTTP answer on the internal port: metrics at /metrics, readiness elsewhere."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            line = await asyncio.wait_for(reader.readline(), 5)
            metric = b" /metrics" in line
            waits = relay.waits_for
            said = f"waiting for: {waits}\n" if waits else "ready\n"
            body = metrics.exposition() if metric else said.encode()
            status = b"200 OK" if metric or not waits or b"/live" in line else b"503 Service Unavailable"
            writer.write(
                b"HTTP/1.1 " + status + b"\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\n" + body
            )
            await asyncio.wait_for(writer.drain(), 5)
        except (TimeoutError, OSError):
            pass
        finally:
            writer.close()

    return answer


if __name__ == "__main__":
    asyncio.run(main(service_of(sys.argv[1])))

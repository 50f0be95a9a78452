"""Hears the facts of all services, each gateway for itself, to keep what it holds in memory fresh."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from pika.channel import Channel

from chassis.amqp import Link, callback_future
from chassis.clock import REFERENCE
from chassis.logs import get_logger
from chassis.topology import events_exchange
from contracts.services import FACTS


@dataclass(frozen=True, slots=True)
class ReceivedFact:
    """One fact: its name, when it happened (unix seconds), what it carries, its aggregate's version (0: unsaid)."""

    name: str
    happened_at: float
    data: dict[str, Any]
    version: int = 0


class Listener:
    """An exclusive queue on every service's facts; a fact counts only through the exchange of the service that it is
    named after, to which no other can write. Nothing is kept: a fact missed while away costs two
    seconds of cache, since `reconnected` voids it all."""

    def __init__(
        self,
        url: str,
        instance: str,
        hearers: tuple[Callable[[ReceivedFact], None], ...],
        reconnected: Callable[[], None],
    ) -> None:
        self._instance, self._hearers, self._reconnected = instance, hearers, reconnected
        self._generation = 0
        self.link = Link(url, f"gateway.facts.{instance}", self._prepare)

    def start(self) -> None:
        self.link.start()

    async def close(self) -> None:
        await self.link.close()

    async def _prepare(self, channel: Channel) -> None:
        self._generation += 1
        queue = f"hears.gateway.{self._instance}.{self._generation}"
        await callback_future(
            lambda done: channel.queue_declare(
                queue, exclusive=True, auto_delete=True, arguments={"x-max-length": 20_000}, callback=done
            )
        )
        for service in FACTS:
            await _bind(channel, queue, events_exchange(service))
        await callback_future(
            lambda done: channel.basic_consume(queue, self._on_message, auto_ack=True, callback=done)
        )
        self._reconnected()

    def _on_message(self, _channel: Channel, method: Any, _properties: Any, body: bytes) -> None:
        fact = read(body)
        if fact is None or method.exchange != events_exchange(fact.name.partition(".")[0]):
            get_logger().warning("fact not readable", queue="hears.gateway")
            return
        for hearer in self._hearers:
            try:
                hearer(fact)
            except Exception as error:  # noqa: BLE001 - one hearer's trouble is not the others'
                get_logger().error("fact not heard", fact=fact.name, error=type(error).__name__)


async def _bind(channel: Channel, queue: str, exchange: str) -> None:
    await callback_future(lambda done: channel.queue_bind(queue, exchange, "#", callback=done))


def read(body: bytes) -> ReceivedFact | None:
    """A CloudEvent, or nothing when it is not one. What is told has happened: a later time counts as now."""
    try:
        event = orjson.loads(body)
        data = event["data"]
        name, at = event["type"], datetime.fromisoformat(event["time"])
    except (ValueError, KeyError, TypeError):
        return None
    if not (isinstance(name, str) and isinstance(data, dict)) or at.tzinfo is None:
        return None
    version = event.get("aggregateversion")
    return ReceivedFact(
        name, min(at.timestamp(), REFERENCE.seconds()), data, version if isinstance(version, int) else 0
    )

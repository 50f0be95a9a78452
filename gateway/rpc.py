"""Asks services over the broker (nameko's wire format) and always comes back in time with an answer or a
refusal."""

import asyncio
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from pika import BasicProperties
from pika.channel import Channel
from pika.exceptions import AMQPError

from chassis.amqp import Confirms, Link, callback_future
from chassis.clock import REFERENCE
from chassis.envelope import LEFT_HEADER, NOW_HEADER, seconds_left_header
from chassis.logs import get_logger
from chassis.topology import RPC_EXCHANGE, reply_queue
from contracts.refused import Refused
from contracts.services import REFUSALS

LONGEST_SECONDS = 10.0
AWAY_SECONDS = 5  # what Retry-After says when a service or the broker is away
FULL_SECONDS = 1
INSTANT = re.compile(r"[0-9]{9,11}\.[0-9]{3}")


@dataclass(frozen=True, slots=True)
class Caller:
    """On whose behalf: what goes into the message's headers."""

    language: str
    request_id: str
    traceparent: str
    token: str | None = None
    key: str | None = None
    client_address: str | None = None


@dataclass(slots=True)
class Pending:
    answer: "asyncio.Future[bytes]"
    changes: bool
    operation: str
    asked_at: float


class Rpc:
    """One connection, one channel with confirms, one exclusive reply queue, a map of calls in flight."""

    def __init__(self, url: str, instance: str) -> None:
        self._instance = instance
        self._link = Link(url, f"gateway.rpc.{instance}", self._prepare, self._lost, self._block)
        self._channel: Channel | None = None
        self._reply_to = ""
        self._generation = 0
        self._blocked = False
        self._pending: dict[str, Pending] = {}
        self._confirms = Confirms(self._on_confirm)

    def start(self) -> None:
        self._link.start()

    async def close(self) -> None:
        await self._link.close()

    @property
    def is_ready(self) -> bool:
        return self._channel is not None and not self._blocked

    async def wait_ready(self, seconds: float) -> None:
        async with asyncio.timeout(seconds):
            await self._link.ready.wait()

    async def ask(
        self,
        operation: str,
        request: Mapping[str, Any],
        caller: Caller,
        *,
        changes: bool,
        seconds: float = 2.0,
    ) -> Any:
        """The result of `<service>.<operation>`.

        Refuses what the service refuses; besides `unavailable` (nobody there, broker away, a query's late
        answer), `overloaded` (its queue is full), `outcome_unknown` (a command's late answer),
        `internal_error`.
        """
        reply = await self._call(operation, request, caller, changes, min(seconds, LONGEST_SECONDS))
        return _result(reply, operation, changes)

    async def _call(
        self, operation: str, request: Mapping[str, Any], caller: Caller, changes: bool, seconds: float
    ) -> bytes:
        channel = self._channel
        if channel is None or self._blocked:
            raise Refused("unavailable", retry_after=AWAY_SECONDS)
        loop = asyncio.get_running_loop()
        call_id = secrets.token_hex(12)  # nobody answers what they were not asked
        pending = self._pending[call_id] = Pending(loop.create_future(), changes, operation, time.monotonic())
        timer = loop.call_later(seconds, self._end, call_id, _no_answer(changes, 1))
        try:
            body = orjson.dumps({"args": [], "kwargs": {"request": request}})
            properties = self._properties(call_id, caller, seconds)
            self._confirms.publish(channel, call_id, RPC_EXCHANGE, operation, body, properties)
            return await pending.answer
        except AMQPError:  # the channel closed a moment ago: nothing was sent
            raise Refused("unavailable", retry_after=AWAY_SECONDS) from None
        finally:
            timer.cancel()
            self._pending.pop(call_id, None)

    def _properties(self, call_id: str, caller: Caller, seconds: float) -> BasicProperties:
        headers: dict[str, Any] = {
            "capco.language": caller.language,
            "capco.request_id": caller.request_id,
            "traceparent": caller.traceparent,
            LEFT_HEADER: seconds_left_header(seconds),
        }
        if caller.token is not None:
            headers["capco.token"] = caller.token
        if caller.key is not None:
            headers["capco.key"] = caller.key
        if caller.client_address is not None:
            headers["capco.client_address"] = caller.client_address
        return BasicProperties(
            content_type="application/json",
            reply_to=self._reply_to,
            correlation_id=call_id,
            expiration=str(int(seconds * 1000)),
            headers=headers,
        )

    async def _prepare(self, channel: Channel) -> None:
        """A queue name of its own per connection: the broker may still hold the last one for a dead
        socket."""
        self._generation += 1
        queue = reply_queue("gateway", f"{self._instance}.{self._generation}")
        channel.add_on_return_callback(self._on_return)
        await self._confirms.start(channel)
        await callback_future(
            lambda done: channel.queue_declare(queue, exclusive=True, auto_delete=True, callback=done)
        )
        await callback_future(lambda done: channel.queue_bind(queue, RPC_EXCHANGE, queue, callback=done))
        await callback_future(
            lambda done: channel.basic_consume(queue, self._on_reply, auto_ack=True, callback=done)
        )
        self._reply_to = queue
        self._channel = channel

    def _on_reply(self, _channel: Channel, _method: Any, properties: BasicProperties, body: bytes) -> None:
        pending = self._pending.get(properties.correlation_id or "")
        if pending is not None and not pending.answer.done():
            _learn_time(pending, properties.headers)
            pending.answer.set_result(body)

    def _on_return(self, _channel: Channel, _method: Any, properties: BasicProperties, _body: bytes) -> None:
        self._end(properties.correlation_id or "", Refused("unavailable", retry_after=AWAY_SECONDS))

    def _on_confirm(self, call_id: str, accepted: bool) -> None:
        if not accepted:
            self._end(call_id, Refused("overloaded", retry_after=FULL_SECONDS))

    def _block(self, blocked: bool) -> None:
        """The broker's alarm: it reads nothing more from us, so what it has not confirmed will not be
        answered."""
        self._blocked = blocked
        if blocked:
            for call_id in self._confirms.unconfirmed:
                self._give_up(call_id)

    def _lost(self) -> None:
        self._channel = None
        self._confirms.clear()
        for call_id in list(self._pending):
            self._give_up(call_id)

    def _give_up(self, call_id: str) -> None:
        pending = self._pending.get(call_id)
        if pending is not None:
            self._end(call_id, _no_answer(pending.changes, AWAY_SECONDS))

    def _end(self, call_id: str, refused: Refused) -> None:
        pending = self._pending.get(call_id)
        if pending is not None and not pending.answer.done():
            pending.answer.set_exception(refused)


def _learn_time(pending: Pending, headers: Any) -> None:
    """From identity alone, whose tokens we judge: its clock and ours may be minutes apart."""
    if not (REFERENCE.is_due and pending.operation.startswith("identity.")):
        return
    said = headers.get(NOW_HEADER) if isinstance(headers, dict) else None
    if isinstance(said, str) and INSTANT.fullmatch(said):
        REFERENCE.learn(float(said), pending.asked_at)


def _no_answer(changes: bool, seconds: int) -> Refused:
    """No one knows whether a command was carried out; that a query was is nobody's concern."""
    return Refused("outcome_unknown" if changes else "unavailable", retry_after=seconds)


def _result(reply: bytes, operation: str, changes: bool) -> Any:
    try:
        message = orjson.loads(reply)
        error = message["error"]
        if error is None:
            return message["result"]
        code, fields, details = error.get("code"), error.get("fields") or {}, error.get("details") or {}
        refused = Refused(str(code), fields=fields, **details)
    except (ValueError, KeyError, TypeError, AttributeError) as unreadable:
        get_logger().error("reply not readable", operation=operation, error=type(unreadable).__name__)
        raise (Refused("outcome_unknown", retry_after=1) if changes else Refused("internal_error")) from None
    if code not in REFUSALS:
        get_logger().error("operation failed", operation=operation, error=str(error.get("exc_type"))[:60])
        raise Refused("internal_error")
    raise refused

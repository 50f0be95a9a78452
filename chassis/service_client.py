"""Calls to another service: with a deadline, a key, and an assertion signed for that service alone."""

import time
import uuid
from typing import Any

import orjson
from cachetools import TTLCache
from eventlet import Timeout
from eventlet.event import Event
from kombu import Exchange, Queue
from nameko.extensions import DependencyProvider, SharedExtension

from chassis import topology, tracing
from chassis.consumer import ReplyConsumer
from chassis.envelope import (
    LEFT_HEADER,
    LONGEST_DEADLINE_SECONDS,
    USUAL_DEADLINE_SECONDS,
    seconds_left_header,
)
from chassis.operations import Call
from chassis.outgoing import Message, Outgoing
from chassis.tokens import Signer
from contracts.operations import Operation
from contracts.refused import Refused

ASSERTION_SECONDS = 60


class Replies(SharedExtension):
    """This process' own reply queue."""

    consumer = ReplyConsumer()

    def setup(self) -> None:
        name = topology.reply_queue(self.container.service_name, uuid.uuid4().hex)
        self.prefetch = 100
        self.address = name
        self.queue = Queue(
            name,
            exchange=Exchange(topology.RPC_EXCHANGE, type="topic", no_declare=True),
            routing_key=name,
            durable=False,
            exclusive=True,
            auto_delete=True,
        )
        self._waiting: dict[str, Any] = {}
        self.consumer.register_provider(self)

    def stop(self) -> None:
        self.consumer.unregister_provider(self)

    def expect(self, correlation_id: str) -> Any:
        event = self._waiting[correlation_id] = Event()
        return event

    def forget(self, correlation_id: str) -> None:
        self._waiting.pop(correlation_id, None)

    def receive(self, message: Any) -> None:
        event = self._waiting.pop(message.properties.get("correlation_id", ""), None)
        if event is not None:
            event.send(message.body)
        self.consumer.settle(message.ack)


class ServiceClient(DependencyProvider):
    """A client of another service; `call` it outside any transaction."""

    replies = Replies()
    outgoing = Outgoing()

    def __init__(self, service: str) -> None:
        self.service = service

    def get_dependency(self, worker_ctx: Any) -> "BoundServiceClient":  # noqa: ARG002
        signer = self.container.config["PARTS"]["signer"]
        return BoundServiceClient(
            self.container.service_name, self.service, signer, self.replies, self.outgoing
        )


class BoundServiceClient:
    """Calls one service on behalf of this one."""

    def __init__(self, caller: str, service: str, signer: Signer, replies: Any, outgoing: Any) -> None:
        self._caller, self._service, self._signer = caller, service, signer
        self._replies, self._outgoing = replies, outgoing

    def call(
        self, call: Call | None, operation: Operation, request: dict[str, Any], key: str | None = None
    ) -> Any:
        """The answer's view, as Python values.

        `call` hands on the deadline, the language, and the actor of the call being answered. Raises Refused: the
        other service's own refusals, `unavailable` when it is away or late, `overloaded`.
        """
        deadline = min(
            call.deadline if call else time.monotonic() + LONGEST_DEADLINE_SECONDS,
            time.monotonic() + USUAL_DEADLINE_SECONDS,
        )
        correlation_id = uuid.uuid4().hex
        event = self._replies.expect(correlation_id)
        properties = self._properties(
            None if operation.private else call,
            correlation_id,
            deadline,
            key or uuid.uuid4().hex,
            operation.private,
        )
        body = orjson.dumps({"args": [], "kwargs": {"request": request}}, default=str)
        if not self._outgoing.send(Message(operation.routing_key, body, properties, lambda _sent: None)):
            self._replies.forget(correlation_id)
            raise Refused("overloaded")
        try:
            with Timeout(max(deadline - time.monotonic(), 0.001)):
                reply = orjson.loads(event.wait())
        except Timeout:
            raise Refused("unavailable") from None
        finally:
            self._replies.forget(correlation_id)
        if reply["error"]:
            error = reply["error"]
            raise Refused(error["code"], fields=error["fields"], **error["details"])
        return _schema(operation).load(reply["result"])

    def _properties(
        self,
        call: Call | None,
        correlation_id: str,
        deadline: float,
        key: str,
        private: bool,
    ) -> dict[str, Any]:
        left = deadline - time.monotonic()
        headers = {
            "capco.token": self._assertion(call),
            "capco.language": call.language if call else "fr",
            "capco.request_id": call.request_id if call else "",
            LEFT_HEADER: seconds_left_header(left),
            "capco.key": key,
            "traceparent": "" if private else tracing.current_traceparent() or "",
        }
        return {
            "reply_to": self._replies.address,
            "correlation_id": correlation_id,
            "expiration": max(left, 0.001),
            "headers": headers,
        }

    def _assertion(self, call: Call | None) -> str:
        """Who asks, for this neighbour alone. The token for calls in no one's name is reused: signing costs as much as a call."""
        claims = {"iss": self._caller, "sub": self._caller, "aud": self._service}
        if call and call.actor.id:
            return self._signer.sign({**claims, "act": str(call.actor.id)}, ASSERTION_SECONDS)
        token = _assertions.get((self._caller, self._service))
        if token is None:
            token = self._signer.sign(claims, ASSERTION_SECONDS)
            _assertions[self._caller, self._service] = token
        return token


_assertions: TTLCache[tuple[str, str], str] = TTLCache(100, ASSERTION_SECONDS / 2)
_view_schemas: dict[str, Any] = {}


def _schema(operation: Operation) -> Any:
    schema = _view_schemas.get(operation.routing_key)
    if schema is None:
        schema = _view_schemas[operation.routing_key] = operation.response()
    return schema

"""A caller without a gateway: asks operations over the real broker, from plain code."""

import time
import uuid
from typing import Any
from uuid import UUID

import orjson
import pika

from chassis import topology
from chassis.envelope import LEFT_HEADER, seconds_left_header
from chassis.tokens import AUDIENCE, Signer
from contracts.operations import Operation
from contracts.refused import Refused


class NoAnswer(Exception):
    """Nothing came back before the deadline."""


class Caller:
    """One connection as the gateway's broker user. Not for use by several threads."""

    def __init__(self, amqp_url: str, name: str = "gateway") -> None:
        self.amqp_url = amqp_url
        self._connection = pika.BlockingConnection(pika.URLParameters(amqp_url))
        self._channel = self._connection.channel()
        self._address = topology.reply_queue(name, uuid.uuid4().hex)
        self._channel.queue_declare(self._address, exclusive=True, auto_delete=True)
        self._channel.queue_bind(self._address, topology.RPC_EXCHANGE, self._address)

    def ask(
        self,
        operation: Operation,
        request: dict[str, Any] | None = None,
        token: str | None = None,
        key: str | None = None,
        language: str = "fr",
        seconds: float = 8.0,
        client_address: str = "192.0.2.1",
    ) -> dict[str, Any]:
        """The answer as JSON values. Raises Refused, NoAnswer."""
        reply = self.ask_raw(
            operation.routing_key, request or {}, token, key, language, seconds, client_address
        )
        if reply["error"]:
            error = reply["error"]
            raise Refused(error["code"], fields=error["fields"], **error["details"])
        result: dict[str, Any] = reply["result"]
        return result

    def ask_raw(
        self, routing_key: str, request: Any, token: str | None, key: str | None, language: str, seconds: float,
        client_address: str, traceparent: str = "",
    ) -> dict[str, Any]:  # fmt: skip
        correlation_id = uuid.uuid4().hex
        headers = {
            "capco.language": language,
            "capco.request_id": correlation_id,
            LEFT_HEADER: seconds_left_header(seconds),
            "capco.key": key or uuid.uuid4().hex,
            "capco.client_address": client_address,
            "traceparent": traceparent,
        }
        if token:
            headers["capco.token"] = token
        self._channel.basic_publish(
            topology.RPC_EXCHANGE,
            routing_key,
            orjson.dumps({"args": [], "kwargs": {"request": request}}, default=str),
            pika.BasicProperties(
                content_type="application/json",
                reply_to=self._address,
                correlation_id=correlation_id,
                expiration=str(max(int(seconds * 1000), 1000)),
                headers=headers,
            ),
        )
        return self._await(correlation_id, seconds)

    def _await(self, correlation_id: str, seconds: float) -> dict[str, Any]:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            for _method, properties, body in self._channel.consume(
                self._address, auto_ack=True, inactivity_timeout=min(left, 0.5)
            ):
                if properties is None:
                    break
                if properties.correlation_id == correlation_id:
                    answer: dict[str, Any] = orjson.loads(body)
                    return answer
        raise NoAnswer(correlation_id)

    def publish(self, exchange: str, routing_key: str, body: bytes, **properties: Any) -> None:
        """Send anything anywhere: for malformed messages and repeated facts."""
        self._channel.basic_publish(exchange, routing_key, body, pika.BasicProperties(**properties))

    def close(self) -> None:
        self._connection.close()


def token_for(
    signer: Signer,
    account_id: UUID,
    roles: list[tuple[str, UUID | None]] | None = None,
    confirmed: bool = True,
    name: str = "Camille Durand",
    types: dict[str, str] | None = None,
    seconds: int = 300,
    **claims: Any,
) -> str:
    """An access token as identity would sign it."""
    content = {
        "iss": "identity",
        "aud": AUDIENCE,
        "sub": str(account_id),
        "sid": str(uuid.uuid4()),
        "name": name,
        "conf": confirmed,
        "lang": "fr",
        "roles": [[role, str(scope) if scope else None] for role, scope in roles or []],
        "types": types or {},
    }
    return signer.sign({**content, **claims}, seconds)

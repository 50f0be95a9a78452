"""Stands where the services stand: real queues, real messages, answers that a test agrees on beforehand."""

import json
import threading
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pika

from chassis.topology import RPC_EXCHANGE, events_exchange, rpc_queue, rpc_queue_arguments
from contracts.services import OPERATIONS

Handler = Callable[[dict[str, Any], dict[str, Any]], Any]


class Refusing(Exception):
    """Raised by a handler to answer an error of this shape."""

    def __init__(self, **error: Any) -> None:
        super().__init__()
        self.error = error


class Raw(Exception):
    """Raised by a handler to answer these bytes as they are."""

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self.body = body


class Silent(Exception):
    """Raised by a handler that never answers."""


class Responder(threading.Thread):
    """`handlers` by routing key take (request, headers) and return the result. `asked` is what came."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self._url = url
        self.handlers: dict[str, Handler] = {}
        self.asked: list[tuple[str, dict[str, Any], dict[str, Any]]] = []
        self.ahead = 0.0  # of this machine's clock, in seconds
        self._ready = threading.Event()
        self._stopping = False

    def reset(self) -> None:
        self.handlers = {"identity.list_organisations": lambda *_: {"items": [], "next_cursor": None}}
        self.asked.clear()
        self.ahead = 0.0

    def count(self, operation: str) -> int:
        return sum(1 for name, _, _ in list(self.asked) if name == operation)

    def last(self, operation: str) -> tuple[dict[str, Any], dict[str, Any]]:
        return next(
            (request, headers) for name, request, headers in reversed(self.asked) if name == operation
        )

    def start(self) -> None:
        self.reset()
        super().start()
        assert self._ready.wait(20)

    def stop(self) -> None:
        self._stopping = True
        self.join(5)

    def run(self) -> None:
        connection = pika.BlockingConnection(pika.URLParameters(self._url))
        channel = connection.channel()
        channel.exchange_declare(RPC_EXCHANGE, "topic", durable=True)
        for service in OPERATIONS:
            channel.exchange_declare(events_exchange(service), "topic", durable=True)
            channel.queue_declare(rpc_queue(service), durable=True, arguments=rpc_queue_arguments())
            channel.queue_bind(rpc_queue(service), RPC_EXCHANGE, f"{service}.*")
            channel.basic_consume(rpc_queue(service), self._on_message)
        self._ready.set()
        while not self._stopping:
            connection.process_data_events(0.05)
        connection.close()

    def _on_message(self, channel: Any, method: Any, properties: Any, body: bytes) -> None:
        channel.basic_ack(method.delivery_tag)
        request = json.loads(body)["kwargs"]["request"]
        self.asked.append((method.routing_key, request, properties.headers))
        try:
            reply = {"result": self._result(method.routing_key, request, properties.headers), "error": None}
            answer = json.dumps(reply).encode()
        except Refusing as refusing:
            answer = json.dumps({"result": None, "error": refusing.error}).encode()
        except Raw as raw:
            answer = raw.body
        except Silent:
            return
        channel.basic_publish(
            RPC_EXCHANGE,
            properties.reply_to,
            answer,
            pika.BasicProperties(
                content_type="application/json",
                correlation_id=properties.correlation_id,
                headers={"capco.now": f"{time.time() + self.ahead:.3f}"},
            ),
        )

    def _result(self, operation: str, request: dict[str, Any], headers: dict[str, Any]) -> Any:
        handler = self.handlers.get(operation)
        return handler(request, headers) if handler else {"echo": request}

    def refuse(self, operation: str, code: str, **more: Any) -> None:
        def handler(*_: Any) -> Any:
            raise Refusing(exc_type="Refused", exc_path="", exc_args=[], value="", code=code, **more)

        self.handlers[operation] = handler

    def published(
        self, name: str, at: datetime | None = None, through: str = "", version: int = 0, **data: Any
    ) -> None:
        service = through or name.split(".", 1)[0]
        event = {
            "specversion": "1.0",
            "id": str(uuid.uuid4()),
            "source": f"/{service}",
            "type": name,
            "subject": "x/y",
            "time": (at or datetime.now(UTC)).isoformat(),
            "datacontenttype": "application/json",
            "aggregateversion": version,
            "data": data,
        }
        connection = pika.BlockingConnection(pika.URLParameters(self._url))
        channel = connection.channel()
        channel.confirm_delivery()
        channel.basic_publish(events_exchange(service), name, json.dumps(event).encode(), mandatory=True)
        connection.close()
        time.sleep(0.05)

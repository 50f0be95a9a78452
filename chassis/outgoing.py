"""What a service sends by itself (replies, calls to others), from a greenlet of its own.

During a broker alarm publishing hangs and no time-out around it returns; here only this greenlet hangs, the queue
before it fills, and callers get a quick `overloaded`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import eventlet
from eventlet import queue
from kombu import Connection, Exchange, Producer
from nameko.extensions import SharedExtension

from chassis import logs
from chassis.consumer import GONE
from chassis.topology import RPC_EXCHANGE

LONGEST_QUEUE = 1000


@dataclass(frozen=True)
class Message:
    """A message for the RPC exchange. `after(sent)` is called in the sending greenlet and must not raise."""

    routing_key: str
    body: bytes
    properties: dict[str, Any]
    after: Callable[[bool], None]


class Outgoing(SharedExtension):
    """Sends messages one after the other on one connection, without confirms: a lost reply is a late reply."""

    def setup(self) -> None:
        self._waiting: Any = queue.LightQueue(LONGEST_QUEUE)
        self._connection: Any = None
        self._producer: Any = None
        self._stopping = False

    def start(self) -> None:
        self._greenlet = self.container.spawn_managed_thread(self._run, identifier="outgoing")

    def stop(self) -> None:
        self._stopping = True
        with eventlet.Timeout(3, False):
            self._greenlet.wait()

    def kill(self) -> None:
        self._stopping = True

    def send(self, message: Message) -> bool:
        """Queue a message; False when too many wait already."""
        try:
            self._waiting.put_nowait(message)
        except queue.Full:
            return False
        return True

    def _run(self) -> None:
        while not (self._stopping and self._waiting.empty()):
            try:
                message = self._waiting.get(timeout=1)
            except queue.Empty:
                self._keep_alive()
                continue
            message.after(self._publish(message))

    def _publish(self, message: Message) -> bool:
        for attempt in (1, 2):
            try:
                self._open().publish(
                    message.body,
                    routing_key=message.routing_key,
                    content_type="application/json",
                    content_encoding="utf-8",
                    delivery_mode=1,
                    **message.properties,
                )
                return True
            except GONE as error:
                self._close()
                logs.get_logger().warning("send_failed", error=type(error).__name__, attempts=attempt)
        return False

    def _open(self) -> Any:
        if self._producer is None:
            self._connection = Connection(
                self.container.config["AMQP_URI"], heartbeat=20, connect_timeout=3,
                transport_options={"socket_settings": {}},
            )  # fmt: skip
            self._connection.connect()
            exchange = Exchange(RPC_EXCHANGE, type="topic", no_declare=True)
            self._producer = Producer(self._connection.channel(), exchange=exchange, auto_declare=False)
        return self._producer

    def _keep_alive(self) -> None:
        if self._connection is None:
            return
        try:
            self._connection.heartbeat_check()
            self._connection.drain_events(timeout=0.01)
        except TimeoutError:
            pass
        except GONE:
            self._close()

    def _close(self) -> None:
        connection, self._connection, self._producer = self._connection, None, None
        if connection is not None:
            try:
                connection.collect()
            except Exception as error:  # noqa: BLE001
                logs.get_logger().warning("close_failed", error=type(error).__name__)

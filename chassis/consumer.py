"""Consumers that no message can kill.

nameko's own decode, dispatch and settle messages with code that ends the process on a malformed one, or on an
acknowledgement lost with its connection. These read raw messages, hand them to a `receive` that may not raise, and
leave what cannot be settled to the broker, which delivers it again.
"""

import os
from functools import partial
from typing import Any

from amqp.exceptions import AMQPError, PreconditionFailed
from kombu.exceptions import KombuError
from nameko.messaging import QueueConsumer  # noqa: TID251 - guarded here

from chassis import logs, metrics

GONE = (AMQPError, KombuError, OSError)
EXIT_QUEUE_MISMATCH = 70


class GuardedConsumer(QueueConsumer):
    """One connection that feeds raw messages to `provider.receive(message)`."""

    def __init__(self) -> None:
        super().__init__()
        self.attached = False

    @property
    def connection(self) -> Any:
        connection = super().connection
        connection.transport_options = {"socket_timeout": 5}
        return connection

    def get_consumers(self, consumer_cls: Any, channel: Any) -> Any:  # noqa: ARG002
        """Called after any (re)connection."""
        for provider in self._providers:
            consumer = consumer_cls(
                queues=[provider.queue], on_message=partial(self.receive, provider), accept=None
            )
            consumer.qos(prefetch_count=provider.prefetch)
            self._consumers[provider] = consumer
        return self._consumers.values()

    def receive(self, provider: Any, message: Any) -> None:
        try:
            provider.receive(message)
        except Exception as error:  # a message must never end the process  # noqa: BLE001
            logs.get_logger().error("receive_failed", error=type(error).__name__, where=logs.where(error))
            self.settle(message.requeue)

    def on_decode_error(self, message: Any, exc: Exception) -> None:  # noqa: ARG002
        """A message whose very frame cannot be read (a compression nobody knows …) is of no use to anyone."""
        metrics.MALFORMED.labels("frame").inc()
        self.settle(message.ack)

    def settle(self, how: Any) -> None:
        """Acknowledge or requeue; on a dead channel the broker has the message back already."""
        try:
            how()
        except GONE as error:
            logs.get_logger().warning("settle_failed", error=type(error).__name__)
        except Exception as error:  # kombu raises its own when a message is settled twice  # noqa: BLE001
            logs.get_logger().error("settle_failed", error=type(error).__name__, where=logs.where(error))

    def on_consume_ready(self, connection: Any, channel: Any, consumers: Any, **kwargs: Any) -> None:
        self.attached = True
        super().on_consume_ready(connection, channel, consumers, **kwargs)

    def on_connection_error(self, exc: Exception, interval: float) -> None:
        self.attached = False
        logs.get_logger().warning("broker_away", error=type(exc).__name__, seconds=interval)

    def on_connection_revived(self) -> None:
        self.attached = False

    def consume(self, *args: Any, **kwargs: Any) -> Any:
        """A queue that exists with other arguments would be retried in silence for ever: say it and end."""
        try:
            yield from super().consume(*args, **kwargs)
        except PreconditionFailed:
            logs.get_logger().critical("queue_mismatch")
            os._exit(EXIT_QUEUE_MISMATCH)
        finally:
            self.attached = False


class CallConsumer(GuardedConsumer):
    """The connection for requests. It stays until those begun are settled: when it closed before, the broker would
    have another replica do them again."""

    def __init__(self) -> None:
        super().__init__()
        self._begun = 0

    def get_consumers(self, consumer_cls: Any, channel: Any) -> Any:
        self._begun = 0  # those of the connection before are with the broker again
        return super().get_consumers(consumer_cls, channel)

    def receive(self, provider: Any, message: Any) -> None:
        self._begun += 1
        super().receive(provider, message)

    def settle(self, how: Any) -> None:
        super().settle(how)
        self._begun = max(self._begun - 1, 0)

    def on_iteration(self) -> None:
        self._cancel_consumers_if_requested()
        if not self._consumers and not self._begun:
            self.should_stop = True


class FactConsumer(GuardedConsumer):
    """The connection for facts, apart, so that slow facts never delay a request."""


class ReplyConsumer(GuardedConsumer):
    """The connection for replies of other services."""

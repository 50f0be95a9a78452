"""nameko's entrypoints, replaced: requests, facts, timed work. The only place that knows how nameko dispatches."""

import random
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import eventlet
from kombu import Exchange, Queue
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import Entrypoint, ProviderCollector, SharedExtension
from nameko.timer import Timer  # noqa: TID251 - `scheduler` takes a lock

from chassis import logs, metrics, topology
from chassis.clock import REFERENCE
from chassis.consumer import CallConsumer, FactConsumer
from chassis.dispatcher import error_body
from chassis.envelope import NOW_HEADER, CallEnvelope, Malformed, read_call
from chassis.outgoing import Message, Outgoing
from contracts.base import Fact
from contracts.refused import Refused


class RequestConsumer(SharedExtension, ProviderCollector):
    """The service's one request queue, read for all its operations."""

    consumer = CallConsumer()
    outgoing = Outgoing()

    def __init__(self) -> None:
        self._left: set[Any] = set()
        self._by_name: dict[str, Any] = {}
        super().__init__()

    def setup(self) -> None:
        name = self.container.service_name
        self.prefetch = self.container.config["CALL_WORKERS"]
        self.queue = Queue(
            topology.rpc_queue(name),
            exchange=Exchange(topology.RPC_EXCHANGE, type="topic", no_declare=True),
            routing_key=f"{name}.*",
            durable=True,
            queue_arguments=topology.rpc_queue_arguments(),
        )
        self.consumer.register_provider(self)

    def register_provider(self, provider: Any) -> None:
        super().register_provider(provider)
        self._by_name[provider.method_name] = provider

    def unregister_provider(self, provider: Any) -> None:
        self._left.add(provider)
        if len(self._left) == len(self._by_name):
            self.consumer.unregister_provider(self)
        super().unregister_provider(provider)

    def receive(self, message: Any) -> None:
        """Start answering one request; called in the consumer's greenlet, must be quick."""
        routing_key = message.delivery_info.get("routing_key", "")
        try:
            call = read_call(routing_key, _bytes(message.body), message.properties, message.headers)
        except Malformed as malformed:
            metrics.MALFORMED.labels(self.queue.name).inc()
            logs.get_logger().warning("malformed_call", reason=str(malformed))
            return self.consumer.settle(message.ack)
        if call.deadline <= time.monotonic():
            metrics.EXPIRED.inc()
            return self.consumer.settle(message.ack)
        provider = self._by_name.get(call.operation)
        if provider is None:
            return self.reply(call, message, error_body(Refused("not_found")))
        try:
            self.container.spawn_worker(
                provider, (call,), {}, context_data={}, handle_result=partial(self.answered, call, message)
            )
        except ContainerBeingKilled:
            self.consumer.settle(message.requeue)

    def answered(self, call: CallEnvelope, message: Any, _ctx: Any, result: Any, exc_info: Any) -> Any:
        self.reply(call, message, error_body(Refused("internal_error")) if exc_info else result)
        return None, None

    def reply(self, call: CallEnvelope, message: Any, body: bytes) -> None:
        """Send the answer, then acknowledge; an answer that cannot be sent leaves the request with the broker."""

        def after(sent: bool) -> None:
            self.consumer.settle(message.ack if sent else message.requeue)

        properties = {
            "correlation_id": call.correlation_id,
            "headers": {NOW_HEADER: f"{REFERENCE.seconds():.3f}"},
        }
        if not self.outgoing.send(Message(call.reply_to, body, properties, after)):
            self.consumer.settle(message.ack)


class OperationEntrypoint(Entrypoint):
    """One operation."""

    requests = RequestConsumer()

    def setup(self) -> None:
        self.requests.register_provider(self)

    def stop(self) -> None:
        self.requests.unregister_provider(self)


class SubscriptionEntrypoint(Entrypoint):
    """One fact heard, on a durable queue of this service's own. One worker at a time, so that order is mostly kept;
    what comes while it works is taken in together after that."""

    consumer = FactConsumer()

    def __init__(self, fact: Fact, *, together: bool = False, **kwargs: Any) -> None:
        self.fact, self.together = fact, together
        super().__init__(**kwargs)

    def setup(self) -> None:
        self.prefetch = self.container.config["FACT_PREFETCH"] if self.together else 1
        self.queue = Queue(
            topology.hearing_queue(self.container.service_name, self.fact.name),
            exchange=Exchange(topology.events_exchange(self.fact.service), type="topic", no_declare=True),
            routing_key=self.fact.name,
            durable=True,
            queue_arguments=topology.hearing_queue_arguments(),
        )
        self._waiting: list[Any] = []
        self._working = False
        self.consumer.register_provider(self)

    def stop(self) -> None:
        self.consumer.unregister_provider(self)
        self._waiting.clear()  # never acknowledged: the broker delivers them to others

    def receive(self, message: Any) -> None:
        self._waiting.append(message)
        self._work()

    def _work(self) -> None:
        if self._working or not self._waiting:
            return
        messages, self._waiting = self._waiting, []
        self._working = True
        try:
            bodies = [_bytes(message.body) for message in messages]
            self.container.spawn_worker(
                self, (bodies,), {}, context_data={}, handle_result=partial(self.heard, messages)
            )
        except BaseException as error:
            self._working = False
            self._settle(message.requeue for message in messages)
            if not isinstance(error, ContainerBeingKilled):
                raise

    def heard(self, messages: Sequence[Any], _ctx: Any, _result: Any, exc_info: Any) -> Any:
        """Acknowledge what is safe in the inbox (or parked); anything else stays with the broker."""
        if exc_info is None:
            self._settle(message.ack for message in messages)
        else:
            logs.get_logger().error("hearing_failed", error=exc_info[0].__name__, fact=self.fact.name)
            eventlet.sleep(1)
            self._settle(message.requeue for message in messages)
        self._working = False
        eventlet.spawn_n(self._work)  # not inside this worker, whose place is taken until it ends
        return None, None

    def _settle(self, acts: Iterable[Callable[[], Any]]) -> None:
        for act in acts:
            self.consumer.settle(act)


class ScheduledEntrypoint(Timer):
    """Timed work; replicas start apart."""

    def start(self) -> None:
        self.gt = self.container.spawn_managed_thread(self._later)

    def _later(self) -> None:
        eventlet.sleep(random.uniform(0, min(self.interval, 5)))  # noqa: S311 - only spreads replicas
        self._run()


def _bytes(body: Any) -> bytes:
    return body.encode("utf-8", "surrogatepass") if isinstance(body, str) else bytes(body)

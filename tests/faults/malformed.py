"""Stage A: messages that no service can read, on every queue of every service."""

import contextlib
import time
from collections import Counter
from typing import Any

import pika

from chassis import topology
from chassis.testing.malformed import MALFORMED
from contracts.registry import SERVICES, SUBSCRIPTIONS, subscribers_of
from tests.faults import counting
from tests.suite.running import Suite


def poison(suite: Suite, each: int) -> None:
    """None may end, lose its readiness or grow."""
    memory = counting.Memory(suite)
    for part in (each // 2, each - each // 2):
        memory.half_done()
        parked = Counter({service: count_parked(suite, service) for service in SERVICES})
        for service in SERVICES:
            parked += send_poison(suite, service, part)
        for service in SERVICES:
            wait_eaten(suite, service, parked[service])
    memory.check()


def send_poison(suite: Suite, service: str, each: int) -> Counter[str]:
    """Each message to the service's requests and to one of its facts; how many each hearer must park."""
    heard = [(fact.split(".")[0], fact) for fact in SUBSCRIPTIONS[service]]
    to_park: Counter[str] = Counter()
    with contextlib.ExitStack() as stack:
        # To the default exchange nobody may write: the facts' queues are reached as their teller would.
        channels = {
            name: channel_of(suite, name, stack) for name in {service, *(teller for teller, _ in heard)}
        }
        for number in range(each):
            body, properties = MALFORMED[number % len(MALFORMED)]
            basic = pika.BasicProperties(**properties)
            key = f"{service}.{'ping' if number % 2 else 'nothing'}"
            certainly(channels[service], topology.RPC_EXCHANGE, key, body, basic)
            teller, fact = heard[number % len(heard)]
            certainly(channels[teller], topology.events_exchange(teller), fact, body, basic)
            if "compression" not in properties.get("headers", {}):  # those frames cannot even be read
                to_park.update(subscribers_of(teller)[fact])
    return to_park


def channel_of(suite: Suite, service: str, stack: contextlib.ExitStack) -> Any:
    """A channel of the service's own broker user, on which the broker says what it took."""
    url = suite.environment(service)["AMQP_URL"]
    connection = stack.enter_context(pika.BlockingConnection(pika.URLParameters(url)))
    channel = connection.channel()
    channel.confirm_delivery()
    return channel


def certainly(channel: Any, exchange: str, key: str, body: bytes, properties: pika.BasicProperties) -> None:
    """Publish until the broker takes it: a full queue of requests says no."""
    while True:
        try:
            channel.basic_publish(exchange, key, body, properties, mandatory=True)
            return
        except pika.exceptions.NackError:
            time.sleep(0.01)


def count_parked(suite: Suite, service: str) -> int:
    return counting.scalar(suite, service, "SELECT count(*) FROM parked")


def wait_eaten(suite: Suite, service: str, parked: int) -> None:
    """No request is left in the queue, and exactly so many messages are parked."""
    with contextlib.ExitStack() as stack:
        channel = channel_of(suite, service, stack)

        def left() -> int:
            queue = channel.queue_declare(topology.rpc_queue(service), passive=True)
            return int(queue.method.message_count) + abs(parked - count_parked(suite, service))

        counting.wait_while_it_shrinks(left, f"of {service} in the queue of requests or not parked yet")

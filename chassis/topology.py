"""Names of exchanges and queues, and who may touch them. A renamed queue orphans its messages: a test freezes them.

RPC goes through the topic exchange `nameko-rpc` (nameko's own wire format) to one queue per service, replies come
back through it to a queue of the caller. Facts go through one topic exchange per service, `<service>.events`, to one
durable queue per (hearer, fact). A queue whose arguments change gets a new name: the number at its end.

Exchanges are made by `deploy.provision`: who may make one may also remove it and make it again of a kind that hands
everything to everybody. RabbitMQ has one pattern for queues and exchanges alike, so a user may make exchanges with the
names of its own queues; nothing that others tell or ask can be bound to them, for that takes the right to write there
and to read from an exchange of the suite: its own reading would be all it gives away.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

RPC_EXCHANGE = "nameko-rpc"
RPC_QUEUE_LENGTH = 500


class Permissions(NamedTuple):
    """The three patterns of a broker user (RabbitMQ access control)."""

    configure: str
    write: str
    read: str


class TopicPermissions(NamedTuple):
    """The two patterns of a broker user on one topic exchange: keys to publish with, and keys to bind with."""

    write: str
    read: str


def permissions(service: str) -> Permissions:
    """A service makes and reads its own queues and those of its own facts, and tells through its own exchange."""
    own = rf"rpc\.{service}\..*|reply\.{service}\..*|hears\.{service}\..*"
    told = rf"hears\.[a-z]+\.{service}\..*"
    return Permissions(
        configure=rf"^({own}|{told})$",
        write=rf"^({own}|{told}|{RPC_EXCHANGE}|{service}\.events)$",
        read=rf"^({own}|{RPC_EXCHANGE}|[a-z]+\.events)$",
    )


def rpc_topic_permissions(service: str) -> TopicPermissions:
    """Anyone may ask anyone and answer where asked; nobody hears requests and replies but their own.

    Without it a queue of one's own, bound with `#`, would be given everybody's tokens and passwords.
    """
    return TopicPermissions(
        write=".*", read=rf"^({service}\.(\*|[a-z_]+)|reply\.{service}\.[A-Za-z0-9_.-]+)$"
    )


def exchanges(services: Iterable[str]) -> list[str]:
    """All there are, every one a durable topic exchange."""
    return [RPC_EXCHANGE, *(events_exchange(service) for service in services)]


def rpc_queue(service: str) -> str:
    return f"rpc.{service}.1"


def rpc_queue_arguments() -> dict[str, Any]:
    """Bounded, and full means a clear no to the caller instead of a silent wait."""
    return {"x-max-length": RPC_QUEUE_LENGTH, "x-overflow": "reject-publish"}


def reply_queue(caller: str, instance: str) -> str:
    return f"reply.{caller}.{instance}"


def events_exchange(service: str) -> str:
    return f"{service}.events"


def hearing_queue(hearer: str, fact_name: str) -> str:
    return f"hears.{hearer}.{fact_name}.1"


def hearing_queue_arguments() -> dict[str, Any]:
    """A quorum queue survives a node. No dead-letter exchange: poison is kept in PostgreSQL by the hearer, which is
    also why the broker must not drop a message that was delivered often (RabbitMQ 4 does after 20)."""
    return {"x-queue-type": "quorum", "x-delivery-limit": 1_000_000}

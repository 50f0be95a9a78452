"""How a service is declared: a class whose methods are operations, hearings of facts, and timed work.

    class GreetingService(Service):
        name = "greeting"
        rights_table = {"greet": frozenset({"host"})}

        @command(ops.greet)
        def greet(self, call: Call, tx: Transaction) -> Any: ...

nameko runs it; nothing else in a service knows nameko.
"""

import functools
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, TypeVar

from nameko.extensions import DependencyProvider

from chassis.config import Config
from chassis.dispatcher import Call, Endpoint
from chassis.entrypoints import OperationEntrypoint, ScheduledEntrypoint, SubscriptionEntrypoint
from chassis.envelope import CallEnvelope, ReceivedFact
from chassis.housekeeping import forget_old_rows
from chassis.storage import Storage, Transaction
from contracts.base import Fact
from contracts.operations import PING, Operation

__all__ = ["Call", "ReceivedFact", "Service", "Transaction", "command", "query", "scheduled", "subscribes"]

Method = Callable[..., Any]
M = TypeVar("M", bound=Method)


class _Given(DependencyProvider):
    """Hands a part made at start to every worker."""

    def __init__(self, part: str) -> None:
        self.part = part

    def get_dependency(self, worker_ctx: Any) -> Any:  # noqa: ARG002
        return self.container.config["PARTS"][self.part]


def command(
    operation: Operation, *, preload: str | None = None, complaints: str | None = None
) -> Callable[[M], M]:
    """Declare the method that carries out a command, in one transaction, once per idempotency key.

    `preload` names a method called before the transaction opens, for calls to other services. `complaints` names a
    method that is given the fields found well-formed and says what is wrong with them, by field: they are told with
    those that are not.
    """
    if operation.kind != "command":
        raise TypeError(f"{operation.name} is a query")
    return _endpoint(Endpoint(operation, preload, complaints))


def query(operation: Operation, *, preload: str | None = None) -> Callable[[M], M]:
    """Declare the method that answers a query, in one read-only snapshot."""
    if operation.kind != "query":
        raise TypeError(f"{operation.name} is a command")
    return _endpoint(Endpoint(operation, preload))


def _endpoint(endpoint: Endpoint) -> Callable[[M], M]:
    def decorate(method: M) -> M:
        if method.__name__ != endpoint.operation.name:
            raise TypeError(f"{method.__name__} carries out {endpoint.operation.name}: name it so")

        @functools.wraps(method)
        def answer(self: Any, envelope: CallEnvelope) -> bytes:
            return self.dispatcher.answer(endpoint, self, method, envelope)  # type: ignore[no-any-return]

        answer.endpoint = endpoint  # type: ignore[attr-defined]
        return OperationEntrypoint.decorator()(answer)  # type: ignore[no-any-return]

    return decorate


def subscribes(fact: Fact, *, together: bool = False) -> Callable[[M], M]:
    """Declare the method that takes in a fact, once per fact, in one transaction with its inbox row.

    `together`: what came of the kind meanwhile may share a transaction; whatever fails in it undoes it, and each is
    heard by itself. For many small effects that take no lock of their own: a lock would be held for all of them.
    """

    def decorate(method: M) -> M:
        @functools.wraps(method)
        def hear(self: Any, bodies: Sequence[bytes]) -> None:
            self.inbox_consumer.hear(self, method, fact, bodies, together=together)

        hear.fact = fact  # type: ignore[attr-defined]
        hear.handle = method  # type: ignore[attr-defined]
        return SubscriptionEntrypoint.decorator(fact, together=together)(hear)  # type: ignore[no-any-return]

    return decorate


def scheduled(seconds: float, *, on_every_replica: bool = False) -> Callable[[M], M]:
    """Declare timed work: in one replica at a time, in a transaction it is handed.

    With `on_every_replica` it runs in every replica and opens transactions itself (for work claimed row by row).
    """

    def decorate(method: M) -> M:
        @functools.wraps(method)
        def tick(self: Any) -> None:
            self.scheduler.tick(self, method, on_every_replica)

        return ScheduledEntrypoint.decorator(interval=seconds)(tick)  # type: ignore[no-any-return]

    return decorate


def endpoints_of(service: "type[Service]") -> dict[str, Endpoint]:
    """The operations a service class answers, by name."""
    methods = (getattr(service, name) for name in dir(service))
    return {
        method.endpoint.operation.name: method.endpoint for method in methods if hasattr(method, "endpoint")
    }


def subscriptions_of(service: "type[Service]") -> dict[str, tuple[Fact, Method]]:
    """The facts a service class hears, by the name of the method."""
    methods = (getattr(service, name) for name in dir(service))
    return {method.__name__: (method.fact, method.handle) for method in methods if hasattr(method, "handle")}


class Service:
    """Base of every service. `rights_table` says which roles have which right."""

    name: ClassVar[str]
    rights_table: ClassVar[dict[str, frozenset[str]]] = {}

    db: Storage = _Given("storage")
    config: Config = _Given("config")
    dispatcher: Any = _Given("dispatcher")
    inbox_consumer: Any = _Given("inbox_consumer")
    scheduler: Any = _Given("scheduler")

    @query(PING)
    def ping(self, call: Call, tx: Transaction) -> Any:  # noqa: ARG002
        """Answers when the service and its database do."""
        return {"done": tx.now() is not None}

    @scheduled(0.5, on_every_replica=True)
    def retry_facts(self) -> None:
        """Try again the facts that failed and are due."""
        hearings = subscriptions_of(type(self))
        while hearings and self.inbox_consumer.retry_one(self, hearings):
            pass

    @scheduled(15, on_every_replica=True)
    def count_waiting_facts(self) -> None:
        self.inbox_consumer.count_waiting()

    @scheduled(300)
    def forget_old_rows(self, tx: Transaction) -> None:
        forget_old_rows(tx)

"""How a service is declared: a class that names the package of its use cases, which carry out its operations
(`chassis.operations`), and whose methods take in facts and do timed work.

    class GreetingService(Service):
        name = "greeting"
        use_cases = "greeting.use_cases"
        rights_table = {"greet": frozenset({"host"})}

        def unit_of_work(self, tx: Transaction, call: Call | None = None) -> UnitOfWork: ...

        @subscribes(identity_facts.account_registered)
        def on_account_registered(self, fact: ReceivedFact, tx: Transaction) -> None: ...

nameko runs it; nothing else in a service knows nameko.
"""

import functools
import importlib
import pkgutil
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, TypeVar

from nameko.extensions import DependencyProvider

from chassis.config import Config
from chassis.entrypoints import OperationEntrypoint, ScheduledEntrypoint, SubscriptionEntrypoint
from chassis.envelope import CallEnvelope, ReceivedFact
from chassis.housekeeping import forget_old_rows
from chassis.operations import Call, Endpoint
from chassis.storage import Storage, Transaction
from contracts.base import Fact
from contracts.operations import PING, Kind, Operation

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
    """As `chassis.operations.command`, for a method of the service; `preload` and `complaints` name methods."""
    return _method("command", operation, preload, complaints)


def query(operation: Operation, *, preload: str | None = None) -> Callable[[M], M]:
    """As `chassis.operations.query`, for a method of the service."""
    return _method("query", operation, preload, None)


def _method(
    kind: Kind, operation: Operation, preload: str | None, complaints: str | None
) -> Callable[[M], M]:
    if operation.kind != kind:
        raise TypeError(f"{operation.name} is a {operation.kind}")

    def decorate(method: M) -> M:
        if method.__name__ != operation.name:
            raise TypeError(f"{method.__name__} carries out {operation.name}: name it so")
        endpoint = Endpoint(
            operation,
            method,
            (lambda service, call: getattr(service, preload)(call)) if preload else None,
            (lambda service, fields: getattr(service, complaints)(fields)) if complaints else None,
        )
        return _entrypoint(endpoint)  # type: ignore[no-any-return]

    return decorate


def _entrypoint(endpoint: Endpoint) -> Any:
    def answer(self: Any, envelope: CallEnvelope) -> bytes:
        return self.dispatcher.answer(endpoint, self, envelope)  # type: ignore[no-any-return]

    answer.__name__ = endpoint.operation.name
    answer.endpoint = endpoint  # type: ignore[attr-defined]
    return OperationEntrypoint.decorator()(answer)


def use_cases_of(package: str) -> dict[str, Endpoint]:
    """What the modules of a package of use cases declare, by operation. Raises TypeError where one is declared twice."""
    found: dict[str, Endpoint] = {}
    for module in pkgutil.iter_modules(importlib.import_module(package).__path__, f"{package}."):
        for thing in vars(importlib.import_module(module.name)).values():
            endpoint = getattr(thing, "endpoint", None)
            if isinstance(endpoint, Endpoint) and thing.__module__ == module.name:
                if endpoint.operation.name in found:
                    raise TypeError(f"{endpoint.operation.name} is carried out twice")
                found[endpoint.operation.name] = endpoint
    return found


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
    """Base of every service. `rights_table` says which roles have which right, `use_cases` in which package stand the
    functions that carry out its operations."""

    name: ClassVar[str]
    use_cases: ClassVar[str | None] = None
    rights_table: ClassVar[dict[str, frozenset[str]]] = {}

    db: Storage = _Given("storage")
    config: Config = _Given("config")
    dispatcher: Any = _Given("dispatcher")
    inbox_consumer: Any = _Given("inbox_consumer")
    scheduler: Any = _Given("scheduler")

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.use_cases:
            for name, endpoint in use_cases_of(cls.use_cases).items():
                setattr(cls, name, _entrypoint(endpoint))

    def unit_of_work(self, tx: Transaction, call: Call | None) -> Any:
        """What a use case is handed. `call` is none for what nobody asked for."""
        raise NotImplementedError

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

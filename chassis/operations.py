"""How a use case says which operation of the contract it carries out, and how it is called. Plain: knows no nameko.

    @command(ops.add_elector, view=views.elector)
    def add_elector(uow: UnitOfWork, actor: Actor, votation_id: UUID, reason: str, **elector: Any) -> Elector: ...

Each parameter is given what its name says: a field of the request, or one of `FROM_THE_CALL`. What is returned is
dumped by the operation's response; `None` where there is nothing to say stands for "done".
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from chassis.actor import Actor
from chassis.config import Config
from chassis.storage import Storage, Transaction
from contracts.operations import ANYONE, SIGNED_IN, Kind, Operation
from contracts.refused import Refused

F = TypeVar("F", bound=Callable[..., Any])
U = TypeVar("U")

# Of the call itself: who asks, the whole request, what `preload` returned, the idempotency key, where it comes from.
FROM_THE_CALL = frozenset({"actor", "request", "preloaded", "key", "language", "client_address"})
DONE = {"done": True}


@dataclass
class Call:
    """One request being answered. `preloaded` is what `preload` returned, the last time if twice."""

    endpoint: "Endpoint"
    actor: Actor
    request: dict[str, Any]
    language: str
    key: str | None
    request_id: str
    client_address: str | None
    deadline: float
    token: str | None
    table: dict[str, frozenset[str]] = field(repr=False)
    preloaded: Any = None
    permitted: bool = False

    def permit(self, *scopes: UUID | None) -> None:
        """Refuse unless the actor has the operation's right everywhere or in one of `scopes`."""
        self.permitted = True
        if not self.may(self.endpoint.operation.access, *scopes):
            raise Refused("sign_in_required" if self.actor.is_anonymous else "forbidden")

    def may(self, right: str, *scopes: UUID | None) -> bool:
        """Whether the actor has `right` there. `ANYONE` and `SIGNED_IN` need no table."""
        if right == ANYONE:
            return True
        if right == SIGNED_IN:
            return self.actor.id is not None
        return not self.table[right].isdisjoint(self.actor.roles_in(*scopes))


class Host(Protocol):
    """What an operation needs of the service that answers it."""

    db: Storage
    config: Config

    def unit_of_work(self, tx: Transaction, call: Call | None) -> Any: ...


@dataclass(frozen=True)
class BeforeTransaction(Generic[U]):
    """What is at hand before the transaction of a call opens: for slow work, and for what other services know."""

    service: Host
    call: Call | None = None

    @property
    def config(self) -> Config:
        return self.service.config

    @property
    def is_repeated(self) -> bool:
        """Whether what was loaded a moment ago was outdated when it was used."""
        return self.call is not None and self.call.preloaded is not None

    @contextmanager
    def snapshot(self) -> Iterator[U]:
        with self.service.db.snapshot() as tx:
            yield self.service.unit_of_work(tx, self.call)

    @contextmanager
    def transaction(self) -> Iterator[U]:
        """One of its own: what is written in it stays, whatever is answered."""
        with self.service.db.transaction() as tx:
            yield self.service.unit_of_work(tx, self.call)

    def ask(self, operation: Operation, request: Mapping[str, Any]) -> Any:
        """What another service answers. Raises Refused: its own refusals, `unavailable`, `overloaded`."""
        return getattr(self.service, operation.service).call(self.call, operation, dict(request))


@dataclass(frozen=True)
class Endpoint:
    """What carries out an operation, as `command` and `query` declare it."""

    operation: Operation
    carry_out: Callable[[Any, Call, Transaction], Any]
    preload: Callable[[Any, Call], Any] | None = None
    complaints: Callable[[Any, dict[str, Any]], dict[str, list[str]]] | None = None
    request_schema: Any = field(init=False, repr=False)
    response_schema: Any = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "request_schema", self.operation.request())
        object.__setattr__(self, "response_schema", self.operation.response())

    @property
    def stores_response(self) -> bool:
        return self.operation.kind == "command" and self.operation.stores_response


def command(
    operation: Operation,
    *,
    view: Callable[[Any, Any], Any] | None = None,
    preload: Callable[..., Any] | None = None,
    complaints: Callable[[Any, dict[str, Any]], dict[str, list[str]]] | None = None,
) -> Callable[[F], F]:
    """Declare the function that carries out a command, in one transaction, once per idempotency key.

    view: makes what is answered of the unit of work and of what was returned, where the response's schema cannot read
    it. preload: called with a BeforeTransaction and what else its parameters name; before the transaction opens, and
    again when StalePreload was raised in it. complaints: says of the fields found well-formed what is wrong with them,
    by field; they are told with those that are not.
    """
    return _declared("command", operation, view, preload, complaints)


def query(
    operation: Operation,
    *,
    view: Callable[[Any, Any], Any] | None = None,
    preload: Callable[..., Any] | None = None,
) -> Callable[[F], F]:
    """Declare the function that answers a query, in one read-only snapshot. `view` and `preload` as for `command`."""
    return _declared("query", operation, view, preload, None)


def _declared(kind: Kind, operation: Operation, view: Any, preload: Any, complaints: Any) -> Callable[[F], F]:
    if operation.kind != kind:
        raise TypeError(f"{operation.name} is a {operation.kind}")

    def decorate(function: F) -> F:
        if function.__name__ != operation.name:
            raise TypeError(f"{function.__name__} carries out {operation.name}: name it so")
        arguments = _arguments(function, operation)
        _require_every_field_taken(operation, function, preload)

        def carry_out(service: Host, call: Call, tx: Transaction) -> Any:
            uow = service.unit_of_work(tx, call)
            result = function(uow, **arguments(call))
            if view is not None:
                return view(uow, result)
            return DONE if result is None else result

        function.endpoint = Endpoint(  # type: ignore[attr-defined]
            operation, carry_out, _preloading(preload, operation), _complaining(complaints)
        )
        return function

    return decorate


def _preloading(preload: Callable[..., Any] | None, operation: Operation) -> Any:
    if preload is None:
        return None
    arguments = _arguments(preload, operation)
    return lambda service, call: preload(BeforeTransaction(service, call), **arguments(call))


def _complaining(complaints: Callable[..., Any] | None) -> Any:
    if complaints is None:
        return None
    return lambda service, fields: complaints(BeforeTransaction(service), fields)


def _arguments(function: Callable[..., Any], operation: Operation) -> Callable[[Call], dict[str, Any]]:
    """What a call gives to each parameter but the first. Raises TypeError where one is neither a field of the request
    nor of the call."""
    names, takes_rest = _parameters(function)
    known = set(operation.request().fields)
    if unknown := names - known - FROM_THE_CALL:
        raise TypeError(f"{operation.name} is never given {sorted(unknown)}")

    def arguments(call: Call) -> dict[str, Any]:
        given = {name: getattr(call, name) for name in names - known}
        taken = (
            call.request.items() if takes_rest else ((n, call.request[n]) for n in names if n in call.request)
        )
        return given | dict(taken)

    return arguments


def _require_every_field_taken(operation: Operation, *functions: Callable[..., Any] | None) -> None:
    """Raises TypeError where a field of the request is taken by none of the functions."""
    left = set(operation.request().fields)
    for names, takes_rest in map(_parameters, filter(None, functions)):
        left = set() if takes_rest or "request" in names else left - names
    if left:
        raise TypeError(f"{operation.name} does not look at {sorted(left)}")


def _parameters(function: Callable[..., Any]) -> tuple[set[str], bool]:
    """The names of all parameters but the first, and whether it takes whatever else there is."""
    _, *parameters = inspect.signature(function).parameters.values()
    names = {parameter.name for parameter in parameters if parameter.kind is not parameter.VAR_KEYWORD}
    return names, len(names) < len(parameters)

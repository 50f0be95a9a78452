"""How an operation is declared, once: what is asked and answered, who may ask, and where it stands in HTTP.

Services take their rights from it, the gateway its routes and the published description, front ends their calls.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypedDict, Unpack

from marshmallow import Schema

from contracts.base import Done, Nothing

API = "/api/v1"
ANYONE = "anyone"
SIGNED_IN = "signed_in"
INTERNAL = "internal"
Kind = Literal["command", "query"]
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


@dataclass(frozen=True)
class Operation:
    """One thing a service can be asked.

    errors: the codes it may answer besides those every operation may answer (`contracts.refusals.COMMON`).
    access: ANYONE, SIGNED_IN, INTERNAL, or a right of the service's table of roles.
    callers: the sibling services that alone may call an internal operation.
    stores_response: whether a command's response is stored under its idempotency key, for a retry; not where it holds
    a secret or the command is harmless to repeat.
    private: who asks must not stand beside what they ask, so that neither token nor address, key, request id or trace
    goes with the call.
    """

    service: str
    name: str
    kind: Kind
    request: type[Schema]
    response: type[Schema]
    summary: str
    errors: tuple[str, ...] = ()
    access: str = SIGNED_IN
    callers: tuple[str, ...] = ()
    stores_response: bool = True
    private: bool = False

    @property
    def routing_key(self) -> str:
        return f"{self.service}.{self.name}"


@dataclass(frozen=True)
class Cached:
    """How long the anonymous answer of a route may be shared, and which facts void every entry of the route.

    A fact that names an id seen in an entry's request or answer voids that entry in any case.
    """

    seconds: float = 2.0
    voided_by: tuple[str, ...] = ()


class HttpOptions(TypedDict, total=False):
    """status: of a successful answer. deadline: seconds an answer may take, 10 at most.

    sends: "view" answers JSON, "file" streams the stored file that the answer names. location: the path of what was
    made, `{id}` being the answer's id. opens_session: whoever asks may well carry a token that is over, which then does
    not matter. takes_file: the body is a file, which goes to storage; the operation is given its key as `file`.
    root: the path does not stand under `/api/v1`.
    """

    status: int
    cached: Cached
    deadline: float
    sends: Literal["view", "file"]
    root: bool
    location: str
    opens_session: bool
    takes_file: bool


class Options(HttpOptions, total=False):
    """With what `Operation` says of access."""

    access: str
    stores_response: bool
    private: bool
    kind: Kind


@dataclass(frozen=True)
class Route:
    """An operation at its method and path, with the options of `HttpOptions`. `{names}` in the path are fields of the
    operation's request."""

    method: Method
    path: str
    operation: Operation
    status: int = 200
    cached: Cached | None = None
    deadline: float = 2.0
    sends: Literal["view", "file"] = "view"
    root: bool = False
    location: str = ""
    opens_session: bool = False
    takes_file: bool = False

    @property
    def full_path(self) -> str:
        return self.path if self.root else API + self.path

    @property
    def full_location(self) -> str:
        return API + self.location if self.location else ""

    @property
    def needs_sign_in(self) -> bool:
        return self.operation.access != ANYONE

    @property
    def is_command(self) -> bool:
        return self.operation.kind == "command"

    @cached_property
    def request(self) -> Schema:
        return self.operation.request()

    @cached_property
    def path_names(self) -> tuple[str, ...]:
        return tuple(part[1:-1] for part in self.path.split("/") if part.startswith("{"))

    @cached_property
    def if_match(self) -> bool:
        """Whether the caller has to say which version it read."""
        version = self.request.fields.get("version")
        return version is not None and version.required

    @cached_property
    def key_required(self) -> bool:
        """POST creates: without a key, a retry would create twice. The other methods say the same thing again. A
        private operation has a one-time right in its place."""
        return self.is_command and self.method == "POST" and not self.operation.private


@dataclass
class Subject:
    """What one service can be asked about one subject. The name is its tag in the published description."""

    service: str
    name: str
    summary: str
    operations: list[Operation] = field(default_factory=list)
    routes: list[Route] = field(default_factory=list)

    def get(
        self, path: str, name: str, request: type[Schema], response: type[Schema], summary: str,
        errors: tuple[str, ...] = (), **options: Unpack[Options],
    ) -> Operation:  # fmt: skip
        return self._public("GET", path, name, request, response, summary, errors, options)

    def post(
        self, path: str, name: str, request: type[Schema], response: type[Schema], summary: str,
        errors: tuple[str, ...] = (), **options: Unpack[Options],
    ) -> Operation:  # fmt: skip
        return self._public("POST", path, name, request, response, summary, errors, options)

    def put(
        self, path: str, name: str, request: type[Schema], response: type[Schema], summary: str,
        errors: tuple[str, ...] = (), **options: Unpack[Options],
    ) -> Operation:  # fmt: skip
        return self._public("PUT", path, name, request, response, summary, errors, options)

    def patch(
        self, path: str, name: str, request: type[Schema], response: type[Schema], summary: str,
        errors: tuple[str, ...] = (), **options: Unpack[Options],
    ) -> Operation:  # fmt: skip
        return self._public("PATCH", path, name, request, response, summary, errors, options)

    def delete(
        self, path: str, name: str, request: type[Schema], response: type[Schema], summary: str,
        errors: tuple[str, ...] = (), **options: Unpack[Options],
    ) -> Operation:  # fmt: skip
        return self._public("DELETE", path, name, request, response, summary, errors, options)

    def internal(
        self, kind: Kind, name: str, request: type[Schema], response: type[Schema], summary: str,
        errors: tuple[str, ...] = (), *, callers: tuple[str, ...], stores_response: bool = True, private: bool = False,
    ) -> Operation:  # fmt: skip
        """What sibling services alone may ask. It has no route."""
        return self._add(
            Operation(
                self.service,
                name,
                kind,
                request,
                response,
                summary,
                errors,
                INTERNAL,
                callers,
                stores_response,
                private,
            )
        )

    def _public(
        self, method: Method, path: str, name: str, request: type[Schema], response: type[Schema], summary: str,
        errors: tuple[str, ...], options: Options,
    ) -> Operation:  # fmt: skip
        kind = options.pop("kind", "query" if method == "GET" else "command")
        access = options.pop("access", SIGNED_IN)
        stores_response, private = options.pop("stores_response", True), options.pop("private", False)
        operation = self._add(
            Operation(
                self.service,
                name,
                kind,
                request,
                response,
                summary,
                errors,
                access,
                (),
                stores_response,
                private,
            )
        )
        http: HttpOptions = options
        self.routes.append(Route(method, path, operation, **http))
        return operation

    def _add(self, operation: Operation) -> Operation:
        if any(known.name == operation.name for known in self.operations):
            raise ValueError(f"{operation.routing_key} is declared twice")
        self.operations.append(operation)
        return operation

    def __iter__(self) -> Iterator[Operation]:
        return iter(self.operations)


PING = Operation(
    "every", "ping", "query", Nothing, Done, "Answers when the service and its database do.", access=ANYONE
)

"""How a route is declared: where an operation of the contracts stands in HTTP, and nothing about what it
does."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from marshmallow import Schema

from contracts.base import Operation

API = "/api/v1"
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Access = Literal["anyone", "signed_in"]


@dataclass(frozen=True)
class Cached:
    """How long the anonymous answer of a route may be shared, and which facts void every entry of the route.

    A fact that names an id seen in an entry's request or answer voids that entry in any case.
    """

    seconds: float = 2.0
    voided_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Route:
    """One operation at one method and path. `{names}` in the path are fields of the operation's request.

    access: whether the door lets someone through who is not signed in; the service judges in any case.
    status: of a successful answer. deadline: seconds an answer may take, 10 at most.
    sends: "view" answers JSON, "file" streams the stored file that the answer names. makes: the path of what
    was made, `{id}` being the answer's id. opens_session: whoever asks may well carry a
    token that is over, which is then nobody's concern. takes_file: the body is a file, which goes to
    storage; the operation is given its key as `file`.
    """

    method: Method
    path: str
    operation: Operation
    access: Access = "signed_in"
    status: int = 200
    cached: Cached | None = None
    deadline: float = 2.0
    sends: Literal["view", "file"] = "view"
    root: bool = False
    makes: str = ""
    opens_session: bool = False
    takes_file: bool = False

    @property
    def full_path(self) -> str:
        return self.path if self.root else API + self.path

    @property
    def location(self) -> str:
        return API + self.makes if self.makes else ""

    @property
    def is_command(self) -> bool:
        return self.operation.kind == "command"

    @cached_property
    def takes(self) -> Schema:
        return self.operation.takes()

    @cached_property
    def path_names(self) -> tuple[str, ...]:
        return tuple(part[1:-1] for part in self.path.split("/") if part.startswith("{"))

    @cached_property
    def if_match(self) -> bool:
        """Whether the caller has to say which version it read."""
        field = self.takes.fields.get("version")
        return field is not None and field.required

    @cached_property
    def key_required(self) -> bool:
        """POST creates: without a key, a retry would create twice. The other methods say the same thing
        again. A private operation has a one-time right in its place."""
        return self.is_command and self.method == "POST" and not self.operation.private


@dataclass(frozen=True)
class Subject:
    """The routes of one subject, under its name in the published document."""

    name: str
    says: str
    routes: tuple[Route, ...]

    def __iter__(self) -> Iterator[Route]:
        return iter(self.routes)

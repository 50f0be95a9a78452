"""The four kinds of promise: an operation that can be asked, a fact that is told, a refusal, a page of views."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from marshmallow import EXCLUDE, RAISE, Schema, fields

Kind = Literal["command", "query"]


class Request(Schema):
    """What an operation takes. An undeclared field is refused at the door."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": "unknown_field", "type": "invalid"}


class View(Schema):
    """What an operation answers. Readers ignore what they do not know."""

    class Meta:
        unknown = EXCLUDE


class FactData(Schema):
    """What a fact carries: what happened, by id; never personal data."""

    class Meta:
        unknown = EXCLUDE


class Nothing(Request):
    """An operation that takes nothing."""


class Done(View):
    """The answer of a command whose only news is that it was done."""

    done = fields.Boolean(required=True)


@dataclass(frozen=True)
class Operation:
    """One thing a service can be asked.

    `refuses` lists the codes it may answer besides those every operation may answer
    (`contracts.refusals.COMMON`). `internal` operations are for the named sibling services alone and have no
    route at the gateway. `private`: who asks must not stand beside what they ask, so that neither token nor address,
    key, request id or trace goes with the call.
    """

    service: str
    name: str
    kind: Kind
    takes: type[Schema]
    answers: type[Schema]
    says: str
    refuses: tuple[str, ...] = ()
    internal: tuple[str, ...] = ()
    private: bool = False

    @property
    def routing_key(self) -> str:
        return f"{self.service}.{self.name}"


@dataclass
class Operations:
    """The closed list of what one service can be asked."""

    service: str
    known: dict[str, Operation] = field(default_factory=dict)

    def command(
        self,
        name: str,
        takes: type[Schema],
        answers: type[Schema],
        says: str,
        refuses: tuple[str, ...] = (),
        internal: tuple[str, ...] = (),
        private: bool = False,
    ) -> Operation:
        return self._add(
            Operation(self.service, name, "command", takes, answers, says, refuses, internal, private)
        )

    def query(
        self,
        name: str,
        takes: type[Schema],
        answers: type[Schema],
        says: str,
        refuses: tuple[str, ...] = (),
        internal: tuple[str, ...] = (),
    ) -> Operation:
        return self._add(Operation(self.service, name, "query", takes, answers, says, refuses, internal))

    def _add(self, operation: Operation) -> Operation:
        if operation.name in self.known:
            raise ValueError(f"{operation.routing_key} is declared twice")
        self.known[operation.name] = operation
        return operation

    def __iter__(self) -> Iterator[Operation]:
        return iter(self.known.values())


@dataclass(frozen=True)
class Fact:
    """One thing that happened, told to whoever listens; the version is part of the name.

    `aggregate` names what it happened to; the envelope carries that aggregate's id and version, so that a hearer
    can ignore what is older than what it knows.
    """

    service: str
    event: str
    version: int
    aggregate: str
    data: type[Schema]
    says: str

    @property
    def name(self) -> str:
        return f"{self.service}.{self.event}.v{self.version}"


@dataclass
class Facts:
    """The closed list of what one service tells."""

    service: str
    known: dict[str, Fact] = field(default_factory=dict)

    def tells(self, event: str, aggregate: str, data: type[Schema], says: str, version: int = 1) -> Fact:
        fact = Fact(self.service, event, version, aggregate, data, says)
        if fact.name in self.known:
            raise ValueError(f"{fact.name} is declared twice")
        self.known[fact.name] = fact
        return fact

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.known.values())


@dataclass(frozen=True)
class Refusal:
    """One reason to say no: its stable code, HTTP status and sentence in both languages.

    A sentence may hold `{placeholders}` filled from the refusal's details.
    """

    code: str
    status: int
    fr: str
    en: str


def page_of(view: type[Schema], name: str) -> type[Schema]:
    """The schema of one page of `view`s: `items`, and `next_cursor` when there are more.

    `name` is the name the schema has in published documents.
    """
    return type(
        name,
        (View,),
        {
            "items": fields.List(fields.Nested(view), required=True),
            "next_cursor": fields.String(allow_none=True, load_default=None),
            "__module__": view.__module__,
        },
    )


PING = Operation("every", "ping", "query", Nothing, Done, "Answers when the service and its database do.")

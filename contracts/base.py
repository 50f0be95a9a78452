"""What contracts are made of besides operations: requests, views, facts, refusals, pages."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from marshmallow import EXCLUDE, RAISE, Schema, fields

from contracts.fields import Line, QueryInt


class Request(Schema):
    """What an operation takes. An undeclared field is refused."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": "unknown_field", "type": "invalid"}


class Paged(Request):
    """What every list takes: `cursor`, opaque, of the page before, and `limit`."""

    cursor = Line(max_length=500, load_default=None, allow_none=True)
    limit = QueryInt(min_value=1, max_value=100, load_default=20)


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

    def declare(self, event: str, aggregate: str, data: type[Schema], says: str, version: int = 1) -> Fact:
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

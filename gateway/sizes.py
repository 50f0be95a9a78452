"""How large the body of an operation may be: no larger than what its contract's fields can hold, with room for mistakes.

A body that nobody could mean is refused before it is given to a service, which would write a complaint for each of its
members: seventy thousand unknown ones were a second of everybody's time.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from marshmallow import Schema, fields

from contracts.fields import LINK_CHARACTERS, BoundedList, Text, WebLink
from contracts.operations import Operation
from contracts.refused import Refused

OF_A_CHARACTER = 12  # bytes, as two escapes of JSON
OF_A_VALUE = 400  # bytes: identifiers, numbers, instants, addresses; with its name
FEW = 100  # members of a field that does not say how many it takes
MORE_MEMBERS = 100  # unknown ones, which are worth an explanation up to here
MORE_BYTES = 64 * 1024  # a text that is too long is told so
Size = tuple[int, int]  # members, bytes


@lru_cache(maxsize=1024)
def largest(operation: Operation) -> Size:
    """How many members and bytes a request of this operation may have."""
    members, size = _of_schema(operation.request())
    return 2 * members + MORE_MEMBERS, 2 * size + MORE_BYTES


def refuse_too_many(content: Any, most: int) -> None:
    """Count the members of `content`, at every depth, no further than `most`. Refuses `body_too_large`."""
    waiting, left = [content], most
    while waiting:
        inner = _inner(waiting.pop())
        left -= len(inner)
        if left < 0:
            raise Refused("body_too_large")
        waiting.extend(inner)


def _inner(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _of_schema(schema: Schema) -> Size:
    return _sum(_of_field(field) for field in schema.fields.values())


def _of_field(field: fields.Field[Any]) -> Size:
    if isinstance(field, Text):
        return 1, OF_A_VALUE + field.max_length * OF_A_CHARACTER
    if isinstance(field, WebLink):
        return 1, OF_A_VALUE + LINK_CHARACTERS * OF_A_CHARACTER
    if isinstance(field, BoundedList):
        members, size = _of_field(field.inner)
        return 1 + field.max_items * members, OF_A_VALUE + field.max_items * size
    if isinstance(field, fields.Nested):
        members, size = _of_schema(field.schema)
        return 1 + members, OF_A_VALUE + size
    return (1, OF_A_VALUE) if not isinstance(field, fields.Mapping) else (FEW, FEW * OF_A_VALUE)


def _sum(sizes: Iterable[Size]) -> Size:
    members, size = 0, 0
    for more_members, more_size in sizes:
        members, size = members + more_members, size + more_size
    return members, size

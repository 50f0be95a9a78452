"""The contracts' schemas as JSON Schema, by apispec, with the bounds that our own fields keep."""

from functools import cache
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from marshmallow import Schema, fields

from contracts import fields as kinds
from contracts.services import OPERATIONS


def names() -> dict[type[Schema], str]:
    """A name for every view and request: its class's, with its service's before it when two share one."""
    classes: list[tuple[str, type[Schema]]] = []
    for service, operations in OPERATIONS.items():
        for operation in operations.values():
            for schema in (operation.request, operation.response):
                classes += [(service, found) for found in _within(schema)]
    by_name: dict[str, set[type[Schema]]] = {}
    for _, schema in classes:
        by_name.setdefault(_short(schema), set()).add(schema)
    named: dict[type[Schema], str] = {}
    for service, schema in classes:
        short = _short(schema)
        named.setdefault(schema, short if len(by_name[short]) == 1 else service.capitalize() + short)
    return named


def _short(schema: type[Schema]) -> str:
    return schema.__name__.removesuffix("View")


@cache
def _within(schema: type[Schema]) -> tuple[type[Schema], ...]:
    found = [schema]
    for field in schema().fields.values():
        nested = _nested(field)
        if nested is not None:
            found += _within(nested)
    return tuple(found)


def _nested(field: Any) -> type[Schema] | None:
    if isinstance(field, fields.List):
        return _nested(field.inner)
    if isinstance(field, fields.Nested):
        return type(field.schema)
    return None


class Named:
    """Resolves a schema to its name; one that shows only some of its fields gets a name of its own."""

    def __init__(self) -> None:
        self._names = names()

    def __call__(self, schema: Any) -> str:
        kind = schema if isinstance(schema, type) else type(schema)
        name = self._names.get(kind, _short(kind))
        only = None if isinstance(schema, type) else schema.only
        if only is None:
            return name
        return f"{name}Of" + "".join(part.title().replace("_", "") for part in sorted(only))


def new_spec(title: str, **options: Any) -> tuple[APISpec, OpenAPIConverter]:
    plugin = MarshmallowPlugin(schema_name_resolver=Named())
    spec = APISpec(title=title, openapi_version="3.1.0", plugins=[plugin], **options)
    converter: Any = plugin.converter
    converter.add_attribute_function(bounds)
    return spec, converter


def bounds(_converter: Any, field: Any, **_: Any) -> dict[str, Any]:
    """What a field of ours keeps, in the words of JSON Schema."""
    found: dict[str, Any] = {}
    if isinstance(field, kinds.Colour):
        return {"pattern": "^#[0-9a-fA-F]{6}$"}
    if isinstance(field, kinds.Text):
        found = {"maxLength": field.max_length} | (
            {"minLength": field.min_length} if field.min_length else {}
        )
    elif isinstance(field, kinds.Int):
        found = {"minimum": field.min_value, "maximum": field.max_value}
    elif isinstance(field, kinds.Choice):
        words: list[str | None] = list(field.choices)
        found = {"enum": [*words, None] if field.allow_none else words}
    elif isinstance(field, kinds.BoundedList):
        least, most = getattr(field, "min_items", None), getattr(field, "max_items", None)
        found = {
            name: limit for name, limit in (("minItems", least), ("maxItems", most)) if isinstance(limit, int)
        }
    return found

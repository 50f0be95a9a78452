"""Rows to dataclasses and back."""

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import Table

T = TypeVar("T")


def to_row(thing: Any, table: Table) -> dict[str, Any]:
    """The fields of a dataclass that are columns of `table`."""
    return {
        field.name: getattr(thing, field.name)
        for field in dataclasses.fields(thing)
        if field.name in table.columns
    }


def from_row(cls: type[T], row: Mapping[Any, Any], **more: Any) -> T:
    """The dataclass made of the columns that are its fields, and of `more`."""
    names = {field.name for field in dataclasses.fields(cls)}  # type: ignore[arg-type]
    return cls(**{name: value for name, value in row.items() if name in names}, **more)

"""Keyset paging: an opaque cursor holds the sort and the key of the last row shown."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from contracts.refused import Refused

Reader = Callable[[Any], Any]  # of a JSON value; raises ValueError, TypeError or AttributeError


def encode_cursor(sort: str, key: Sequence[Any]) -> str:
    """A cursor after the row whose key (JSON values) is given."""
    raw = json.dumps([sort, *key], separators=(",", ":"), default=str).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode_cursor(cursor: str | None, sort: str, *readers: Reader) -> tuple[Any, ...] | None:
    """The key of a cursor made for the same sort, each part read by its reader. Raises Refused(cursor_invalid)."""
    if cursor is None:
        return None
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        made_for, *key = json.loads(raw)
        if made_for != sort:
            raise Refused("cursor_invalid")
        return tuple(read(part) for read, part in zip(readers, key, strict=True))
    except (binascii.Error, ValueError, TypeError, AttributeError):
        raise Refused("cursor_invalid") from None


def integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**31:
        raise ValueError
    return value


def text(value: Any) -> str:
    """Without the sign that no column of text takes."""
    if not isinstance(value, str):
        raise TypeError
    return value.replace("\x00", "")


def moment(value: Any) -> datetime:
    """Of a day that can be put into any time zone."""
    read = datetime.fromisoformat(value)
    if read.tzinfo is None or not 1 < read.year < 9999:
        raise ValueError
    return read


def page(
    rows: Sequence[Any], limit: int, sort: str, key_of: Callable[[Any], Sequence[Any]]
) -> dict[str, Any]:
    """The page made of `rows`, which were asked for with one more than `limit`."""
    more = len(rows) > limit
    shown = rows[:limit]
    return {"items": list(shown), "next_cursor": encode_cursor(sort, key_of(shown[-1])) if more else None}


class Order:
    """An order in which a list is paged. `key_of` gives the key of a row, each part of which `readers` read again from
    a cursor. `name` stands in the cursor: one made for another order is refused."""

    def __init__(self, name: str, key_of: Callable[[Any], Sequence[Any]], *readers: Reader) -> None:
        self.name, self._key_of, self._readers = name, key_of, readers

    def after(self, cursor: str | None) -> Any:
        """The key of the last row shown, none for the first page. Raises Refused(cursor_invalid)."""
        return decode_cursor(cursor, self.name, *self._readers)

    def page(self, rows: Sequence[Any], limit: int) -> dict[str, Any]:
        """As `page`."""
        return page(rows, limit, self.name, self._key_of)

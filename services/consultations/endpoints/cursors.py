"""Cursors of the discussion's lists: what came from outside is read by type, anything else is no cursor."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from chassis.pages import decode_cursor, page
from contracts.refused import Refused

Reader = Callable[[Any], Any]


class Keyed(Protocol):
    @property
    def sort_key(self) -> tuple[Any, ...]: ...


def whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**31:
        raise ValueError
    return value


def moment(value: Any) -> datetime:
    read = datetime.fromisoformat(value)
    if read.tzinfo is None:
        raise ValueError
    return read


KEYS: dict[str, tuple[Reader, ...]] = {
    "votes": (whole, UUID),
    "discussed": (whole, UUID),
    "newest": (moment, UUID),
    "oldest": (moment, UUID),
    "random": (whole, whole, UUID),
}


def after(cursor: str | None, sort: str, name: str | None = None) -> tuple[Any, ...] | None:
    """The key that a cursor holds; `name` is what the cursor is made for when that is more than a sort.

    Raises Refused(cursor_invalid).
    """
    readers = KEYS[sort]
    parts = decode_cursor(cursor, name or sort, len(readers))
    if parts is None:
        return None
    try:
        return tuple(read(part) for read, part in zip(readers, parts, strict=True))
    except (ValueError, TypeError, AttributeError):
        raise Refused("cursor_invalid") from None


def one_page(rows: Sequence[Keyed], limit: int, name: str) -> dict[str, Any]:
    """The page of `rows`, which are one more than `limit` when there are more."""
    return page(rows, limit, name, lambda row: [_plain(part) for part in row.sort_key])


def _plain(part: Any) -> Any:
    if isinstance(part, datetime):
        return part.isoformat()
    return str(part) if isinstance(part, UUID) else part

"""Cursors of the discussion's lists: what came from outside is read by type, anything else is no cursor."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from chassis.pages import Reader, decode_cursor, integer, moment, page


class Keyed(Protocol):
    @property
    def sort_key(self) -> tuple[Any, ...]: ...


KEYS: dict[str, tuple[Reader, ...]] = {
    "votes": (integer, UUID),
    "discussed": (integer, UUID),
    "newest": (moment, UUID),
    "oldest": (moment, UUID),
    "random": (integer, integer, UUID),
}


def after(cursor: str | None, sort: str, name: str | None = None) -> tuple[Any, ...] | None:
    """The key that a cursor holds; `name` is what the cursor is made for when that is more than a sort.

    Raises Refused(cursor_invalid).
    """
    return decode_cursor(cursor, name or sort, *KEYS[sort])


def one_page(rows: Sequence[Keyed], limit: int, name: str) -> dict[str, Any]:
    """The page of `rows`, which are one more than `limit` when there are more."""
    return page(rows, limit, name, lambda row: [_plain(part) for part in row.sort_key])


def _plain(part: Any) -> Any:
    if isinstance(part, datetime):
        return part.isoformat()
    return str(part) if isinstance(part, UUID) else part

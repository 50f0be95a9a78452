"""Keyset pages of rows that are listed latest first."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.pages import decode_cursor, page
from contracts.refused import Refused

SORT = "latest"


def after(cursor: str | None) -> tuple[datetime, UUID] | None:
    """The (instant, id) of the last row shown. Raises Refused(cursor_invalid)."""
    key = decode_cursor(cursor, SORT, 2)
    if key is None:
        return None
    try:
        moment, row_id = datetime.fromisoformat(str(key[0])), UUID(str(key[1]))
    except ValueError:
        raise Refused("cursor_invalid") from None
    if moment.tzinfo is None:
        raise Refused("cursor_invalid")
    return moment, row_id


def latest_first(rows: Sequence[Any], limit: int, moment: Callable[[Any], datetime | None]) -> dict[str, Any]:
    """The page of rows that were asked for with one more than `limit`."""

    def key(row: Any) -> tuple[str, str]:
        at = moment(row)
        return at.isoformat() if at else "", str(row.id)

    return page(rows, limit, SORT, key)

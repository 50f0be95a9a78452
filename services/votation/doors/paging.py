"""Keyset pages of rows that are listed by a moment and an id."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.pages import decode_cursor, page
from contracts.refused import Refused

SORT = "moment"


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


def latest_first(rows: Sequence[Any], limit: int, moment: Callable[[Any], datetime]) -> dict[str, Any]:
    """The page of rows that were asked for with one more than `limit`."""
    return page(rows, limit, SORT, lambda row: [moment(row).isoformat(), str(_id(row))])


def earliest_first(rows: Sequence[dict[str, Any]], limit: int) -> dict[str, Any]:
    return page(rows, limit, SORT, lambda row: [row["happened_at"].isoformat(), str(row["id"])])


def _id(row: Any) -> Any:
    return row["id"] if isinstance(row, dict) else row.id

"""The orders in which lists of the discussion are paged."""

from uuid import UUID

from chassis.pages import Order, Reader, integer, moment

KEY_READERS: dict[str, tuple[Reader, ...]] = {
    "votes": (integer, UUID),
    "discussed": (integer, UUID),
    "newest": (moment, UUID),
    "oldest": (moment, UUID),
    "random": (integer, integer, UUID),
}


def order_by(sort: str, name: str | None = None) -> Order:
    """`name` is what cursors are made for when that is more than a sort."""
    return Order(name or sort, lambda row: row.sort_key, *KEY_READERS[sort])

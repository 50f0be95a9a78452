"""A cursor is opaque, and comes back from outside: each part is read as what it has to be."""

import base64
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.pages import Order, decode_cursor, encode_cursor, integer, moment, page, text
from contracts.refused import Refused

ID = uuid4()
MOMENTS = Order("moment", lambda row: row, moment, UUID)
MOMENT = datetime(2026, 3, 1, 8, tzinfo=UTC)


def cursor(*parts: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def test_the_next_page_begins_after_the_last_row_shown() -> None:
    rows = [(MOMENT, uuid4()) for _ in range(3)]
    first = MOMENTS.page(rows, 2)
    assert first["items"] == rows[:2]
    assert MOMENTS.after(first["next_cursor"]) == rows[1]
    assert MOMENTS.page(rows, 3)["next_cursor"] is None


def test_a_key_of_several_kinds_is_read_back() -> None:
    shown = page([1, 2], 1, "name", lambda row: ["Élodie", row, ID])
    assert decode_cursor(shown["next_cursor"], "name", text, integer, UUID) == ("Élodie", 1, ID)
    assert decode_cursor(None, "name", text) is None
    assert decode_cursor(cursor("name", "a\x00b"), "name", text) == ("ab",)


@pytest.mark.parametrize(
    ("given", "readers"),
    [
        ("", (text,)),
        ("é", (text,)),
        ("a", (text,)),
        (cursor(), (text,)),
        (base64.urlsafe_b64encode(b"7").decode(), (integer,)),
        (encode_cursor("another", ["a"]), (text,)),
        (cursor("sort"), (text,)),
        (cursor("sort", "a", "b"), (text,)),
        (cursor("sort", 7), (text,)),
        (cursor("sort", None), (text,)),
        (cursor("sort", True), (integer,)),
        (cursor("sort", 1.5), (integer,)),
        (cursor("sort", 2**31), (integer,)),
        (cursor("sort", "7"), (integer,)),
        (cursor("sort", ["a"]), (UUID,)),
        (cursor("sort", "a"), (UUID,)),
    ],
)
def test_anything_else_is_no_cursor(given: str, readers: tuple[Any, ...]) -> None:
    with pytest.raises(Refused, match="cursor_invalid"):
        decode_cursor(given, "sort", *readers)


@pytest.mark.parametrize(
    "when", ["2026-03-01T08:00:00", "0001-01-01T00:00:00+00:00", "9999-12-31T23:00:00+00:00", "now", 7, None]
)
def test_a_moment_has_an_offset_and_a_day_that_every_zone_can_write(when: Any) -> None:
    with pytest.raises(Refused, match="cursor_invalid"):
        MOMENTS.after(cursor("moment", when, str(ID)))

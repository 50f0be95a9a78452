"""When a relay says that it does its work."""

from typing import Any

import pytest

from chassis.relay import LATE_SECONDS, Relay


class Link:
    is_open = True


@pytest.mark.parametrize(
    ("is_open", "age", "waits_for"),
    [
        (True, 0.0, None),
        (True, float(LATE_SECONDS), None),
        (True, LATE_SECONDS + 1.0, "outbox"),
        (False, 0.0, "broker"),
    ],
)
def test_is_ready_while_facts_leave_in_time(is_open: bool, age: float, waits_for: str | None) -> None:
    storage: Any = None
    broker: Any = Link()
    broker.is_open = is_open
    relay = Relay(storage, broker)
    relay.age = age
    assert relay.waits_for == waits_for

"""Cursors of the discussion, how its events become facts, and that every operation is answered."""

import inspect
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.pages import encode_cursor
from chassis.service import endpoints_of
from consultations.domain import discussion_events, events
from consultations.domain.rights import TABLE
from consultations.facts.published import FACT_OF
from consultations.service import ConsultationsService
from consultations.use_cases.orders import order_by
from contracts.consultations import facts as consultations_facts
from contracts.operations import ANYONE, INTERNAL, SIGNED_IN
from contracts.refused import Refused
from contracts.services import OPERATIONS

MOMENT = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)
KEYS: list[tuple[str, tuple[Any, ...]]] = [
    ("votes", (12, UUID(int=1))), ("discussed", (0, UUID(int=2))), ("newest", (MOMENT, UUID(int=3))),
    ("oldest", (MOMENT, UUID(int=4))), ("random", (1, 5, UUID(int=6))),
]  # fmt: skip


class Row:
    def __init__(self, key: tuple[Any, ...]) -> None:
        self.sort_key = key


@pytest.mark.parametrize(("sort", "key"), KEYS)
def test_reads_back_the_key_of_a_cursor(sort: str, key: tuple[Any, ...]) -> None:
    order = order_by(sort)
    assert order.after(order.page([Row(key), Row(key)], 1)["next_cursor"]) == key
    assert order.after(None) is None
    assert order.page([Row(key)], 1)["next_cursor"] is None


@pytest.mark.parametrize(
    ("sort", "parts"),
    [
        ("votes", ["1", str(uuid4())]),
        ("votes", [1, "x"]),
        ("votes", [2**40, str(uuid4())]),
        ("votes", [True, str(uuid4())]),
        ("votes", [1]),
        ("newest", ["2026-11-23", str(uuid4())]),
        ("newest", [1, str(uuid4())]),
        ("random", [0, 1.5, str(uuid4())]),
        ("votes", [None, None]),
    ],
)
def test_refuses_a_forged_cursor(sort: str, parts: list[Any]) -> None:
    with pytest.raises(Refused, match="cursor_invalid"):
        order_by(sort).after(encode_cursor(sort, parts))


def sample(kind: type) -> Any:
    values: dict[str, Any] = {
        "published": True,
        "counted": True,
        "announced": True,
        "after_appeal": False,
        "version": 3,
        "votes": 4,
        "target": "argument",
        "decision": "trash",
        "visibility": "public",
        "opens_at": MOMENT,
        "closes_at": MOMENT,
        "closes_at_before": None,
    }
    return kind(**{field.name: values.get(field.name, uuid4()) for field in fields(kind)})


def every_event() -> list[type]:
    bases = (discussion_events.InStep, discussion_events.Written)
    classes = [
        kind
        for module in (events, discussion_events)
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if is_dataclass(kind)
    ]
    return [kind for kind in classes if kind not in bases]


@pytest.mark.parametrize("kind", every_event())
def test_tells_each_event_as_the_contract_promises(kind: type) -> None:
    event = sample(kind)
    fact, id_name = FACT_OF[kind]
    schema = fact.data()
    assert schema.fields.keys() <= vars(event).keys()
    assert schema.validate(schema.dump(vars(event))) == {}
    assert event.version == 3
    assert isinstance(getattr(event, id_name), UUID)


def test_tells_every_fact() -> None:
    assert FACT_OF.keys() == set(every_event())
    assert {fact.name for fact, _ in FACT_OF.values()} == {
        fact.name for fact in consultations_facts.published
    }


def test_answers_every_operation_by_a_right_that_is_known() -> None:
    endpoints = endpoints_of(ConsultationsService)
    assert endpoints.keys() == {*OPERATIONS["consultations"], "ping"}
    rights = {endpoint.operation.access for endpoint in endpoints.values()}
    assert rights <= {*TABLE, ANYONE, SIGNED_IN, INTERNAL}

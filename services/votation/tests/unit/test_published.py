"""What the register and the box tell: each event as one fact, with what its contract promises and nothing else."""

import json
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, get_args
from uuid import UUID

import pytest

from chassis.storage import Transaction
from contracts.box import facts as box_facts
from contracts.votation import facts
from votation.box.domain import events as box_events
from votation.box.facts import published as box_published
from votation.domain import events
from votation.domain.votation import Votation
from votation.facts import published

NUMBER, ORGANISATION, PROJECT, MAILING = (UUID(int=n) for n in range(1, 5))
OPENS, CLOSES, EXPIRES = (datetime(2026, 3, day, tzinfo=UTC) for day in (1, 2, 3))
VALUES: dict[str, Any] = (
    dict.fromkeys(field.name for field in fields(Votation))
    | {"id": NUMBER, "organisation_id": ORGANISATION, "project_id": PROJECT, "title": "Avenant", "version": 7}
    | {"opens_at": OPENS, "closes_at": CLOSES, "sentence_fr": "Adopté.", "sentence_en": "Adopted."}
    | {"result": "{}", "manifest": "{}", "state": "open"}
)  # fmt: skip
VOTATION = Votation(**VALUES)
OF_VOTATION = {"votation_id": str(NUMBER), "organisation_id": str(ORGANISATION), "project_id": str(PROJECT)}
OF_BOX = {"votation_id": str(NUMBER), "organisation_id": str(ORGANISATION)}
HAPPENED: tuple[events.Plain, ...] = (
    "changed",
    "opened",
    "suspended",
    "resumed",
    "closed",
    "counted",
    "cancelled",
    "destroyed",
)
TOLD: list[tuple[Any, str, dict[str, Any]]] = [
    *((events.Happened(what, VOTATION), what, {}) for what in HAPPENED),
    (
        events.Announced(VOTATION),
        "announced",
        {"title": "Avenant", "opens_at": OPENS.isoformat(), "closes_at": CLOSES.isoformat()},
    ),
    (events.Extended(VOTATION), "extended", {"closes_at": CLOSES.isoformat()}),
    (events.TurnoutReached(VOTATION, 40), "turnout_reached", {"signed_at_least": 40}),
    (events.Proclaimed(VOTATION), "proclaimed", {"sentence_fr": "Adopté.", "sentence_en": "Adopted."}),
    (
        events.MailingDue(VOTATION, MAILING, "invitation", EXPIRES),
        "mailing_due",
        {"mailing_id": str(MAILING), "kind": "invitation", "expires_at": EXPIRES.isoformat()},
    ),
]
TOLD_BY_BOX: list[tuple[Any, str, int, dict[str, Any]]] = [
    (
        box_events.EpochClosed(NUMBER, ORGANISATION, 3, "ab" * 32),
        "epoch_closed",
        3,
        {"number": 3, "root": "ab" * 32},
    ),
    (box_events.Counted(NUMBER, ORGANISATION, 5), "counted", 6, {}),
]


def outbox(publish, event) -> tuple[str, UUID, int, dict[str, Any]]:
    connection: Any = None  # nothing is written
    transaction = Transaction(connection)
    publish(transaction, event)
    (row,) = transaction._facts
    return row["fact"], row["aggregate_id"], row["aggregate_version"], json.loads(row["data"])


@pytest.mark.parametrize(("event", "name", "more"), TOLD)
def test_the_register_tells_what_is_promised_and_nothing_else(event, name, more):
    assert outbox(published.publish, event) == (f"votation.{name}.v1", NUMBER, 7, OF_VOTATION | more)


@pytest.mark.parametrize(("event", "name", "version", "more"), TOLD_BY_BOX)
def test_the_box_tells_what_is_promised_and_nothing_else(event, name, version, more):
    assert outbox(box_published.publish, event) == (f"box.{name}.v1", NUMBER, version, OF_BOX | more)


def test_every_event_and_every_fact_is_tried():
    assert {type(event) for event, *_ in TOLD} == set(get_args(events.Event))
    assert {f"votation.{name}.v1" for _, name, _ in TOLD} == set(facts.published.known)
    assert {type(event) for event, *_ in TOLD_BY_BOX} == set(box_published.FACT_OF)
    assert {f"box.{name}.v1" for _, name, *_ in TOLD_BY_BOX} == set(box_facts.published.known)

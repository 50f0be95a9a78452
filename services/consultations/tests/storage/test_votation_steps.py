"""VO-10: a project whose last step is a votation shows when it is held, and what came of it."""

import itertools
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.actor import NOBODY
from chassis.envelope import HeardFact
from chassis.service import hearings_of
from chassis.storage import Storage
from consultations.desk import lay
from consultations.domain.window import Window
from consultations.service import ConsultationsService
from consultations.tests.frame_factories import DAY, now, town
from consultations.use_cases.add_step import add_step
from consultations.use_cases.change_step import change_step
from consultations.use_cases.follow_votation import take_outcome, take_window
from contracts.refused import Refused
from contracts.votation import facts

STEP = {"body": "", "opens_at": None, "closes_at": None, "template": None}


@pytest.fixture
def place(storage):
    return town(storage)


HEARD = {fact.name: hear for fact, hear in hearings_of(ConsultationsService).values()}


def fact_of(fact: Any, votation_id: UUID, version: int, **data: Any) -> HeardFact:
    return HeardFact(uuid4(), fact.name, votation_id, version, now(), {"votation_id": votation_id, **data})


def announced(votation_id: UUID, version: int, opens_at: datetime) -> HeardFact:
    return fact_of(facts.announced, votation_id, version, opens_at=opens_at, closes_at=opens_at + DAY)


def extended(votation_id: UUID, version: int, closes_at: datetime) -> HeardFact:
    return fact_of(facts.extended, votation_id, version, closes_at=closes_at)


def hear(storage: Storage, fact: HeardFact) -> None:
    with storage.transaction() as tx:
        HEARD[fact.name](ConsultationsService(), fact, tx)


def added(place, kind, votation_id):
    project = place.project()
    asked = {**STEP, "kind": kind, "title": "Votation", "votation_id": votation_id}
    return place.do(add_step, project.id, asked)


def test_a_step_follows_its_votation_from_the_announcement_to_the_sentence(storage, place):
    votation_id, opens_at = uuid4(), now() + DAY
    step = added(place, "votation", votation_id)
    hear(storage, announced(votation_id, 3, opens_at))
    assert place.step(step.id).window.opens_at == opens_at
    hear(storage, extended(votation_id, 5, opens_at + 2 * DAY))
    assert place.step(step.id).window == Window(opens_at, opens_at + 2 * DAY)
    with storage.transaction() as tx:
        sentences = {"fr": "L'avenant n'est pas signé.", "en": "The amendment is not signed."}
        take_outcome(lay(tx, NOBODY), votation_id, sentences, now())
    assert place.step(step.id).outcome == "L'avenant n'est pas signé."


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_latest_closing_stays_in_whatever_order_it_is_heard(storage, place, order):
    votation_id, opens_at = uuid4(), now() + DAY
    step = added(place, "votation", votation_id)
    told = [
        announced(votation_id, 3, opens_at),
        extended(votation_id, 5, opens_at + 2 * DAY),
        extended(votation_id, 7, opens_at + 3 * DAY),
    ]
    for number in order:
        hear(storage, told[number])
    assert place.step(step.id).window == Window(opens_at, opens_at + 3 * DAY)


def test_a_step_that_becomes_another_votation_takes_its_window(storage, place):
    first, second, opens_at = uuid4(), uuid4(), now() + DAY
    step = added(place, "votation", first)
    hear(storage, extended(first, 9, opens_at + 9 * DAY))
    place.do(change_step, step.id, place.step(step.id).version, {"votation_id": second})
    hear(storage, announced(second, 3, opens_at))
    assert place.step(step.id).window == Window(opens_at, opens_at + DAY)


def test_another_votation_changes_nothing(storage, place):
    step = added(place, "votation", uuid4())
    with storage.transaction() as tx:
        take_window(lay(tx, NOBODY), uuid4(), 1, now(), now() + DAY)
    assert not place.step(step.id).window.is_dated


def test_only_a_votation_step_names_a_votation(place):
    with pytest.raises(Refused, match="not_a_votation_step"):
        added(place, "offline", uuid4())
    step = added(place, "offline", None)
    with pytest.raises(Refused, match="not_a_votation_step"):
        place.do(change_step, step.id, step.version, {"votation_id": uuid4()})

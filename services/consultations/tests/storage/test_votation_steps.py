"""VO-10: a project whose last step is a votation shows when it is held, and what came of it."""

import itertools
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.envelope import ReceivedFact
from chassis.service import subscriptions_of
from consultations.domain.own import Own
from consultations.domain.window import Window
from consultations.service import ConsultationsService
from consultations.tests.frame_factories import DAY, Town, now, town
from consultations.use_cases.add_step import add_step
from consultations.use_cases.change_step import change_step
from consultations.use_cases.clone_project import clone_project
from consultations.use_cases.publish_project import publish_project
from contracts.refused import Refused
from contracts.votation import facts

STEP = {"body": "", "opens_at": None, "closes_at": None, "template": None}


@pytest.fixture
def place(storage):
    return town(storage)


HEARD = {fact.name: hear for fact, hear in subscriptions_of(ConsultationsService).values()}


SENTENCES = {"sentence_fr": "L'avenant n'est pas signé.", "sentence_en": "The amendment is not signed."}


def fact_of(fact: Any, votation_id: UUID, version: int, **data: Any) -> ReceivedFact:
    return ReceivedFact(uuid4(), fact.name, votation_id, version, now(), {"votation_id": votation_id, **data})


def announced(votation_id: UUID, version: int, opens_at: datetime) -> ReceivedFact:
    return fact_of(facts.announced, votation_id, version, opens_at=opens_at, closes_at=opens_at + DAY)


def extended(votation_id: UUID, version: int, closes_at: datetime) -> ReceivedFact:
    return fact_of(facts.extended, votation_id, version, closes_at=closes_at)


def proclaimed(votation_id: UUID, version: int) -> ReceivedFact:
    return fact_of(facts.proclaimed, votation_id, version, **SENTENCES)


def hear(place: Town, fact: ReceivedFact) -> None:
    """As a votation of that town tells it."""
    data = {"organisation_id": place.id, **fact.data}
    with place.storage.transaction() as tx:
        HEARD[fact.name](ConsultationsService(), replace(fact, data=data), tx)


def added(place, kind, votation_id):
    project = place.project()
    asked = {**STEP, "kind": kind, "title": "Votation", "votation_id": votation_id}
    return place.do(add_step, project.id, **asked, preloaded=Own(votations=frozenset({votation_id})))


def becomes(place, step, votation_id):
    own, version = Own(votations=frozenset({votation_id})), place.step(step.id).version
    place.do(change_step, step.id, version, votation_id=votation_id, preloaded=own)


def test_a_step_follows_its_votation_from_the_announcement_to_the_sentence(place):
    votation_id, opens_at = uuid4(), now() + DAY
    step = added(place, "votation", votation_id)
    hear(place, announced(votation_id, 3, opens_at))
    assert place.step(step.id).window.opens_at == opens_at
    hear(place, extended(votation_id, 5, opens_at + 2 * DAY))
    assert place.step(step.id).window == Window(opens_at, opens_at + 2 * DAY)
    hear(place, proclaimed(votation_id, 9))
    assert place.step(step.id).outcome == "L'avenant n'est pas signé."


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_latest_closing_stays_in_whatever_order_it_is_heard(place, order):
    votation_id, opens_at = uuid4(), now() + DAY
    step = added(place, "votation", votation_id)
    told = [
        announced(votation_id, 3, opens_at),
        extended(votation_id, 5, opens_at + 2 * DAY),
        extended(votation_id, 7, opens_at + 3 * DAY),
    ]
    for number in order:
        hear(place, told[number])
    assert place.step(step.id).window == Window(opens_at, opens_at + 3 * DAY)


def test_a_step_that_becomes_another_votation_takes_its_window(place):
    first, second, opens_at = uuid4(), uuid4(), now() + DAY
    step = added(place, "votation", first)
    hear(place, extended(first, 9, opens_at + 9 * DAY))
    becomes(place, step, second)
    hear(place, announced(second, 3, opens_at))
    assert place.step(step.id).window == Window(opens_at, opens_at + DAY)


def test_another_votation_changes_nothing(place):
    step = added(place, "votation", uuid4())
    hear(place, announced(uuid4(), 1, now()))
    assert not place.step(step.id).window.is_dated


def test_only_a_votation_step_names_a_votation(place):
    with pytest.raises(Refused, match="not_a_votation_step"):
        added(place, "offline", uuid4())
    step = added(place, "offline", None)
    with pytest.raises(Refused, match="not_a_votation_step"):
        becomes(place, step, uuid4())


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_step_added_after_the_announcement_shows_at_once_what_is_known(place, order):
    """B08: so that its project can be published."""
    votation_id, opens_at = uuid4(), now() + DAY
    told = [
        announced(votation_id, 3, opens_at),
        extended(votation_id, 5, opens_at + 2 * DAY),
        proclaimed(votation_id, 9),
    ]
    for number in order:
        hear(place, told[number])
    step = added(place, "votation", votation_id)
    assert step.window == place.step(step.id).window == Window(opens_at, opens_at + 2 * DAY)
    assert place.step(step.id).outcome == SENTENCES["sentence_fr"]
    hear(place, extended(votation_id, 11, opens_at + 3 * DAY))
    assert place.step(step.id).window.closes_at == opens_at + 3 * DAY
    with place.storage.snapshot() as tx:
        project = place.uow(tx).projects.find(step.project_id)
    place.do(publish_project, project.id, project.version, "public", None)
    assert place.again(project).visibility == "public"


def test_a_step_linked_after_the_announcement_shows_at_once_what_is_known(place):
    """B08: and nothing of the votation that it was before."""
    first, second, opens_at = uuid4(), uuid4(), now() + DAY
    hear(place, announced(first, 3, opens_at))
    hear(place, proclaimed(first, 9))
    hear(place, announced(second, 3, opens_at + DAY))
    step = added(place, "votation", None)
    for votation_id, opening, outcome in (
        (first, opens_at, "L'avenant n'est pas signé."),
        (second, opens_at + DAY, None),
    ):
        becomes(place, step, votation_id)
        shown = place.step(step.id)
        assert (shown.window, shown.outcome) == (Window(opening, opening + DAY), outcome)


def test_a_clone_never_shows_the_votation_of_its_original(place):
    """B08"""
    votation_id = uuid4()
    step = added(place, "votation", votation_id)
    copy = place.do(clone_project, step.project_id, "Budget 2027")
    hear(place, announced(votation_id, 3, now()))
    hear(place, proclaimed(votation_id, 9))
    cloned = place.steps(copy)[-1]
    assert (cloned.kind, cloned.votation_id, cloned.outcome) == ("votation", None, None)
    assert not cloned.window.is_dated


def test_the_votation_of_another_organisation_is_not_followed(place):
    stranger, votation_id = town(place.storage), uuid4()
    hear(stranger, announced(votation_id, 3, now()))
    step = added(place, "votation", votation_id)
    hear(stranger, proclaimed(votation_id, 9))
    assert (place.step(step.id).outcome, place.step(step.id).window) == (None, Window())

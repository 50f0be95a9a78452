"""VO-10: a project whose last step is a votation shows when it is held, and what came of it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from chassis.actor import NOBODY
from consultations.desk import lay
from consultations.tests.frame_factories import DAY, now, town
from consultations.use_cases.add_step import add_step
from consultations.use_cases.change_step import change_step
from consultations.use_cases.follow_votation import take_outcome, take_window
from contracts.refused import Refused

STEP = {"body": "", "opens_at": None, "closes_at": None, "template": None}


@pytest.fixture
def place(storage):
    return town(storage)


def added(place, kind, votation_id):
    project = place.project()
    asked = {**STEP, "kind": kind, "title": "Votation", "votation_id": votation_id}
    return place.do(add_step, project.id, asked)


def test_a_step_follows_its_votation_from_the_announcement_to_the_sentence(storage, place):
    votation_id, opens_at = uuid4(), now() + DAY
    step = added(place, "votation", votation_id)
    with storage.transaction() as tx:
        take_window(lay(tx, NOBODY), votation_id, opens_at, opens_at + DAY)
    assert place.step(step.id).window.opens_at == opens_at
    with storage.transaction() as tx:
        take_window(lay(tx, NOBODY), votation_id, None, opens_at + 2 * DAY)
    extended = place.step(step.id).window
    assert (extended.opens_at, extended.closes_at) == (opens_at, opens_at + 2 * DAY)
    with storage.transaction() as tx:
        sentences = {"fr": "L'avenant n'est pas signé.", "en": "The amendment is not signed."}
        take_outcome(lay(tx, NOBODY), votation_id, sentences, now())
    assert place.step(step.id).outcome == "L'avenant n'est pas signé."


def test_another_votation_changes_nothing(storage, place):
    step = added(place, "votation", uuid4())
    with storage.transaction() as tx:
        take_window(lay(tx, NOBODY), uuid4(), now(), now() + timedelta(days=1))
    assert not place.step(step.id).window.is_dated


def test_only_a_votation_step_names_a_votation(place):
    with pytest.raises(Refused, match="not_a_votation_step"):
        added(place, "offline", uuid4())
    step = added(place, "offline", None)
    with pytest.raises(Refused, match="not_a_votation_step"):
        place.do(change_step, step.id, step.version, {"votation_id": uuid4()})

"""A votation is put on the page of a project of its own organisation, and of no other."""

import json
import time
import uuid
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select, text

from chassis import topology
from chassis.testing.caller import Caller
from contracts.consultations import facts
from contracts.refused import Refused
from contracts.votation import votations as ops
from votation.storage.tables import project

CITY, MINISTRY = UUID(int=10), UUID(int=11)
DRAFTED, THEIRS = UUID(int=20), UUID(int=21)  # no fact told them yet: consultations alone knows them

NEIGHBOUR = f'''
"""Stands in for consultations: it has a project of the city, and one of the ministry."""

from uuid import UUID

from chassis.service import Service, query
from contracts.consultations import internal as ops
from contracts.refused import Refused


class ConsultationsService(Service):
    name = "consultations"

    @query(ops.owner_of_project)
    def owner_of_project(self, call, tx):
        owner = {{{DRAFTED.int}: {CITY.int}, {THEIRS.int}: {MINISTRY.int}}}.get(call.request["project_id"].int)
        if owner is None:
            raise Refused("not_found")
        return {{"organisation_id": UUID(int=owner)}}
'''


@pytest.fixture(scope="module", autouse=True)
def running(start, tmp_path_factory):
    package = tmp_path_factory.mktemp("neighbours") / "consultations"
    (package / "migrations" / "versions").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "service.py").write_text(NEIGHBOUR)
    start("votation", FILES_DIR=str(tmp_path_factory.mktemp("files")))
    start("consultations", extra_path=str(package.parent))


@pytest.fixture
def teller(environments):
    return Caller(environments["consultations"]["AMQP_URL"], "consultations")


def publish(teller, fact, project_id, organisation_id, **more):
    data = {"project_id": str(project_id), "organisation_id": str(organisation_id), **more}
    body = {
        "specversion": "1.0", "id": str(uuid.uuid4()), "source": "/consultations", "type": fact.name,
        "subject": f"project/{project_id}", "time": datetime.now(UTC).isoformat(),
        "datacontenttype": "application/json", "aggregateid": str(project_id), "aggregateversion": 1, "data": data,
    }  # fmt: skip
    exchange = topology.events_exchange("consultations")
    content = json.dumps(body).encode()
    teller.publish(exchange, fact.name, content, content_type="application/cloudevents+json")


def owner(storage, project_id):
    for _ in range(200):
        with storage.snapshot() as snapshot:
            found = snapshot.connection.execute(
                select(project.c.organisation_id).where(project.c.id == project_id)
            ).scalar_one_or_none()
        if found is not None:
            return found
        time.sleep(0.05)
    raise AssertionError("never heard")


def know(storage, project_id, organisation_id):
    with storage.transaction() as tx:
        tx.connection.execute(insert(project).values(id=project_id, organisation_id=organisation_id))


def drafted(caller, token, organisation_id, project_id=None):
    asked = {"organisation_id": organisation_id, "title": "Vote officiel", "project_id": project_id}
    return caller.ask(ops.create_votation, asked, token)


def refusal(caller, operation, asked, token):
    with pytest.raises(Refused) as refused:
        caller.ask(operation, asked, token)
    return refused.value.code


def listed(caller, token, project_id):
    return [item["id"] for item in caller.ask(ops.list_votations, {"project_id": project_id}, token)["items"]]


def test_learns_whose_a_project_is_and_never_moves_it(storage, teller):
    """A03"""
    first, second = uuid4(), uuid4()
    publish(teller, facts.project_changed, first, CITY)
    assert owner(storage, first) == CITY
    publish(teller, facts.project_published, first, MINISTRY, visibility="public")
    publish(teller, facts.project_published, second, MINISTRY, visibility="public")
    assert owner(storage, second) == MINISTRY
    assert owner(storage, first) == CITY


def test_another_organisation_s_project_is_as_if_it_did_not_exist(caller, actor_of, storage):
    """A03: heard of, not yet heard of, or of nobody: one answer, when a votation is drafted and when it is changed."""
    heard = uuid4()
    know(storage, heard, MINISTRY)
    token = actor_of("organiser", CITY)
    draft = drafted(caller, token, CITY)
    for project_id in (heard, THEIRS, uuid4()):
        asked = {"organisation_id": CITY, "title": "Vote officiel", "project_id": project_id}
        assert refusal(caller, ops.create_votation, asked, token) == "not_found"
        change = {"votation_id": draft["id"], "version": draft["version"], "project_id": project_id}
        assert refusal(caller, ops.change_votation, change, token) == "not_found"
    assert caller.ask(ops.get_votation, {"votation_id": draft["id"]}, token)["version"] == draft["version"]
    with storage.snapshot() as snapshot:
        assert snapshot.connection.execute(text("SELECT count(*) FROM votation")).scalar_one() == 1


def test_one_s_own_project_is_taken_at_once(caller, actor_of, storage):
    """A03: also a draft made the moment before, of which no fact told yet."""
    heard = uuid4()
    know(storage, heard, CITY)
    token = actor_of("organiser", CITY)
    for project_id in (heard, DRAFTED):
        made = drafted(caller, token, CITY, project_id)
        assert listed(caller, token, project_id) == [made["id"]]
    moved = {"votation_id": made["id"], "version": made["version"], "project_id": heard}
    view = caller.ask(ops.change_votation, moved, token)
    freed = {"votation_id": made["id"], "version": view["version"], "project_id": None}
    assert caller.ask(ops.change_votation, freed, token)["project_id"] is None


def test_what_was_placed_on_another_s_page_before_is_not_listed_there(caller, actor_of, storage):
    """A03: nor while nothing was heard of it; a change of its other texts, which sends the project along, is taken."""
    placed = uuid4()
    token = actor_of("organiser", CITY)
    made = drafted(caller, token, CITY)
    with storage.transaction() as tx:
        place = text("UPDATE votation SET project_id = :project_id WHERE id = :id")
        tx.connection.execute(place, {"project_id": placed, "id": made["id"]})
    assert listed(caller, token, placed) == []
    know(storage, placed, MINISTRY)
    assert listed(caller, token, placed) == []
    change = {
        "votation_id": made["id"],
        "version": made["version"],
        "project_id": placed,
        "title": "Un autre titre",
    }
    assert caller.ask(ops.change_votation, change, token)["title"] == "Un autre titre"


def test_who_may_not_draft_here_asks_nobody_about_a_project(caller, actor_of):
    """A03"""
    stranger = actor_of("organiser", MINISTRY)
    asked = {"organisation_id": CITY, "title": "Vote officiel", "project_id": THEIRS}
    assert refusal(caller, ops.create_votation, asked, stranger) == "forbidden"

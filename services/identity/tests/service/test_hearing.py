"""What identity hears: which organisation a project is of (ID-3)."""

import json
import time
import uuid
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from chassis import topology
from chassis.testing.caller import Caller
from contracts.consultations import facts
from identity.tests.people import Town


def publish(teller: Caller, fact_name: str, project_id: str, organisation_id: str, **more: object) -> None:
    body = {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": "/consultations",
        "type": fact_name,
        "subject": f"project/{project_id}",
        "time": datetime.now(UTC).isoformat(),
        "datacontenttype": "application/json",
        "aggregateid": project_id,
        "aggregateversion": 1,
        "data": {"project_id": project_id, "organisation_id": organisation_id, **more},
    }
    exchange = topology.events_exchange("consultations")
    teller.publish(
        exchange, fact_name, json.dumps(body).encode(), content_type="application/cloudevents+json"
    )


def organisation_of(town: Town, project_id: str) -> str | None:
    until = time.time() + 10
    while time.time() < until:
        with town.storage.engine.connect() as connection:
            statement = text("SELECT organisation_id FROM project WHERE id = :id")
            found = connection.execute(statement, {"id": project_id}).scalar_one_or_none()
        if found is not None:
            return str(found)
        time.sleep(0.05)
    return None


@pytest.fixture
def teller(environments: dict[str, dict[str, str]]) -> Caller:
    return Caller(environments["consultations"]["AMQP_URL"], "consultations")


def test_learns_whose_a_project_is_and_never_moves_it(town: Town, teller: Caller) -> None:
    city, ministry, project_id = (str(uuid.uuid4()) for _ in range(3))
    publish(teller, facts.project_changed.name, project_id, city)
    assert organisation_of(town, project_id) == city
    publish(teller, facts.project_published.name, project_id, ministry, visibility="public")
    other = str(uuid.uuid4())
    publish(teller, facts.project_published.name, other, ministry, visibility="public")
    assert organisation_of(town, other) == ministry
    assert organisation_of(town, project_id) == city
    teller.close()

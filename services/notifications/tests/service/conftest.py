"""Notifications as a process, between stand-ins for its neighbours and a real mail server."""

import json
import os
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest
from sqlalchemy import text

from chassis import topology
from chassis.envelope import fact_body
from chassis.storage import Storage
from chassis.testing.caller import Caller
from chassis.testing.fixtures import ROOT, Process
from contracts.base import Fact
from contracts.votation import facts as votation_facts
from notifications.tests.catching import Catcher
from notifications.tests.factories import ORGANISATION, PROJECT, STEP, VOTATION

NEIGHBOURS = Path(__file__).parent / "neighbours"
NEIGHBOURING = ("identity", "consultations", "votation")
Environments = dict[str, dict[str, str]]


class Around:
    """What the stand-ins answer."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.calm()

    def calm(self) -> None:
        now = datetime.now(UTC)
        self.closes_at = now + timedelta(days=2)
        self.state: dict[str, Any] = {
            "addresses": {}, "unwanted": [], "english": [], "gone": False, "letters": {},
            "opens_at": str(now - timedelta(days=9)), "closes_at": str(self.closes_at),
        }  # fmt: skip
        self.write()

    def write(self, **changes: Any) -> None:
        self.state |= changes
        draft = self.path.with_suffix(".new")
        draft.write_text(json.dumps(self.state, default=str))
        draft.replace(self.path)

    def due(self, letters: list[UUID], mailing_id: UUID | None = None) -> UUID:
        """A mailing with these letters, as votation keeps it."""
        mailing_id = mailing_id or uuid.uuid4()
        self.write(letters={**self.state["letters"], str(mailing_id): [str(id_) for id_ in letters]})
        return mailing_id

    def live_at(self, whom: UUID, address: str) -> None:
        self.write(addresses={**self.state["addresses"], str(whom): address})


class Teller:
    """Tells facts as the services that own them would."""

    def __init__(self, environments: Environments) -> None:
        self._addresses = {name: environments[name]["AMQP_URL"] for name in NEIGHBOURING}

    def publish(self, fact: Fact, data: dict[str, Any], *, times: int = 1, **more: Any) -> None:
        row = {
            "id": more.get("fact_id") or uuid.uuid4(),
            "fact": fact.name,
            "aggregate": fact.aggregate,
            "aggregate_id": more.get("aggregate_id") or uuid.uuid4(),
            "aggregate_version": more.get("version", 1),
            "occurred_at": datetime.now(UTC),
            "data": orjson.dumps(fact.data().dump(data)).decode(),
            "traceparent": None,
        }
        for _ in range(times):
            self.publish_body(fact, fact_body(row, fact.service))

    def in_step(self, fact: Fact, times: int = 1, version: int = 1, **data: Any) -> None:
        place = {"organisation_id": ORGANISATION, "project_id": PROJECT, "step_id": STEP}
        self.publish(fact, {**place, **data}, times=times, version=version, aggregate_id=STEP)

    def mailing(self, kind: str, mailing_id: UUID, times: int = 1, **more: Any) -> None:
        data = {
            "mailing_id": mailing_id,
            "votation_id": VOTATION,
            "organisation_id": ORGANISATION,
            "kind": kind,
            "expires_at": datetime.now(UTC) + timedelta(minutes=15),
            **more,
        }
        self.publish(votation_facts.mailing_due, data, times=times, aggregate_id=VOTATION)

    def publish_body(self, fact: Fact, body: bytes) -> None:
        """Over a connection of its own: one kept idle for minutes is closed by the broker."""
        caller = Caller(self._addresses[fact.service], fact.service)
        exchange = topology.events_exchange(fact.service)
        caller.publish(exchange, fact.name, body, content_type="application/cloudevents+json")
        caller.close()


@pytest.fixture(scope="module")
def around(tmp_path_factory: pytest.TempPathFactory) -> Around:
    return Around(tmp_path_factory.mktemp("around") / "state.json")


@pytest.fixture(scope="module")
def mail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catcher]:
    caught = Catcher(tmp_path_factory.mktemp("mail"), delay=0.01)
    caught.start()
    yield caught
    caught.kill()


@pytest.fixture(scope="module")
def neighbours(
    environments: Environments, around: Around, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Process]]:
    """Without `start`: these databases belong to services whose code is not needed here."""
    logs = tmp_path_factory.mktemp("neighbours")
    running = {}
    for name in NEIGHBOURING:
        path = os.pathsep.join([str(NEIGHBOURS), str(ROOT), str(ROOT / "services")])
        environment = {**os.environ, **environments[name], "PYTHONPATH": path, "TEST_STATE": str(around.path)}
        process = Process([sys.executable, "-m", "chassis.run", name], environment, logs / f"{name}.log")
        process.wait_ready(int(environment["HEALTH_PORT"]))
        running[name] = process
    yield running
    for process in running.values():
        process.kill()


@pytest.fixture(scope="module")
def service(start: Callable[..., Process], mail: Catcher, neighbours: dict[str, Process]) -> Process:
    return start("notifications", SMTP_URL=mail.url, PUBLIC_URL="https://capco.example")


@pytest.fixture(scope="module")
def teller(environments: Environments, service: Process) -> Teller:
    return Teller(environments)


class Suite:
    """What a test of the service sees."""

    def __init__(self, storage: Storage, mail: Catcher) -> None:
        self.storage, self.mail = storage, mail

    def rows(self, what: str = "state", where: str = "true") -> list[Any]:
        with self.storage.engine.connect() as connection:
            query = text(f"SELECT {what} FROM message WHERE {where} ORDER BY queued_at, id")
            return list(connection.execute(query).scalars())

    def settled(self, count: int, seconds: float = 30) -> bool:
        """Whether `count` messages are there and none is left to be sent."""
        return eventually(
            lambda: len(self.rows()) == count and not {"queued", "sending"} & set(self.rows()), seconds
        )

    def mail_to(self, address: str) -> list[str]:
        return [self.mail.text_of(m) for m in self.mail.mails() if m["X-To"] == address]


def eventually(check: Callable[[], bool], seconds: float = 30) -> bool:
    until = time.time() + seconds
    while time.time() < until:
        if check():
            return True
        time.sleep(0.1)
    return False


@pytest.fixture
def suite(storage: Storage, mail: Catcher, around: Around, service: Process, teller: Teller) -> Suite:
    """All emptied and calm."""
    for path in mail.folder.glob("*.eml"):
        path.unlink()
    around.calm()
    return Suite(storage, mail)

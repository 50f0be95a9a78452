"""The pytest fixtures of every service.

A service's `tests/conftest.py` gives the fixture `service_name`; the rest follows from it. Servers are found through
CAPCO_INFRA (written by `make test`), or started under `.run/test`. Where tests run in several processes, each has servers
of its own: what stops or starves them disturbs no other.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import requests
from sqlalchemy import text

from chassis import migrate
from chassis.config import Config
from chassis.hub import ALARM
from chassis.naming import service_of
from chassis.storage import Storage
from chassis.testing import database
from chassis.testing.caller import Caller, token_for
from chassis.tokens import Signer
from contracts.registry import SERVICES
from deploy.provision import deprovision, provision

ROOT = Path(__file__).resolve().parents[2]
# Patient, unlike a service: a machine that stands still for some seconds is no failure of what is tested.
LIMITS = "-c statement_timeout=120000 -c lock_timeout=60000 -c idle_in_transaction_session_timeout=30000 -c timezone=UTC"
PACKAGES = (
    *(service.package for service in SERVICES.values()),
    "parrot",
)  # the last: the chassis' own test service
FIRST_WORKER = ("master", "gw0")  # without pytest-xdist, and with it


@pytest.fixture(scope="session")
def infra(worker_id: str) -> dict[str, str]:
    """Where the real PostgreSQL and RabbitMQ are."""
    given = Path(os.environ.get("CAPCO_INFRA") or ROOT / ".run" / "test" / "infra.json")
    if "CAPCO_INFRA" not in os.environ or worker_id not in FIRST_WORKER:
        run_dir = given.parent if worker_id in FIRST_WORKER else given.parent / worker_id
        script = str(ROOT / "deploy/local/infra.py")
        command = [sys.executable, script, "up", "--throwaway", "--run-dir", str(run_dir)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        given = run_dir / "infra.json"
    found: dict[str, str] = json.loads(given.read_text())
    return found


@pytest.fixture(scope="session")
def environments(infra: dict[str, str]) -> Iterator[dict[str, dict[str, str]]]:
    """The environment of every service of this run: databases, broker users and keys of its own."""
    suffix = f"_t{os.getpid()}"
    yield provision(infra, [service_of(package) for package in PACKAGES], suffix)
    deprovision(infra, suffix)


@pytest.fixture(scope="session")
def migrated(infra: dict[str, str], environments: dict[str, dict[str, str]]) -> Callable[[str], Storage]:
    """Gives the migrated database of a service, made once."""
    known: dict[str, Storage] = {}

    def give(package: str) -> Storage:
        if package not in known:
            url = environments[service_of(package)]["DATABASE_URL"]
            engine = database.as_service(infra, url, 60, LIMITS)
            migrate.migrate(engine, package)
            known[package] = Storage(engine)
        return known[package]

    return give


@pytest.fixture
def storage(migrated: Callable[[str], Storage], service_name: str) -> Storage:
    """The service's database, emptied."""
    found = migrated(service_name)
    empty(found)
    return found


GUARDED = text(
    "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgtype & 32 <> 0 AND NOT tgisinternal"
)


def empty(storage: Storage) -> None:
    """Truncate every table but those of the migrations, whatever triggers stand on them."""
    with storage.engine.begin() as connection:
        database.become_owner(connection)
        names = connection.execute(
            text(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '%\\_version'"
            )
        ).scalars()
        truncate = text("TRUNCATE " + ", ".join(f'"{name}"' for name in names) + " RESTART IDENTITY CASCADE")
        guarded = list(connection.execute(GUARDED).scalars())
        for table in guarded:
            connection.execute(text(f'ALTER TABLE "{table}" DISABLE TRIGGER USER'))
        connection.execute(truncate)
        for table in guarded:
            connection.execute(text(f'ALTER TABLE "{table}" ENABLE TRIGGER USER'))
        database.become_service(connection)


@pytest.fixture(scope="session")
def signer(environments: dict[str, dict[str, str]]) -> Signer:
    """Signs access tokens as identity does."""
    return Signer(Config.from_environment("identity", environments["identity"]).text("SIGNING_KEY"))


@pytest.fixture
def actor_of(signer: Signer) -> Callable[..., str]:
    """`actor_of(role=…, scope=…)` gives the token of a new person; `account_id` names a known one."""

    def make(
        role: str | None = None, scope: UUID | None = None, account_id: UUID | None = None, **more: Any
    ) -> str:
        roles = [(role, scope)] if role else []
        return token_for(signer, account_id or uuid4(), roles, **more)

    return make


class Process:
    """A process of the suite under test."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.command, self.environment, self.log = command, environment, log
        self._start()

    def _start(self) -> None:
        self._handle = self.log.open("ab")
        self.popen = subprocess.Popen(
            self.command,
            env=self.environment,
            stdout=self._handle,
            stderr=self._handle,
            start_new_session=True,
        )

    def wait_ready(self, port: int, seconds: float = 20) -> None:
        until = time.time() + seconds
        while time.time() < until:
            if self.popen.poll() is not None:
                raise RuntimeError(f"ended with {self.popen.returncode}: {self.log.read_text()[-3000:]}")
            with contextlib.suppress(requests.RequestException):
                if requests.get(f"http://127.0.0.1:{port}/healthz/ready", timeout=1).ok:
                    return
            time.sleep(0.05)
        raise RuntimeError(f"not ready: {self.log.read_text()[-3000:]}")

    def signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.popen.pid, number)

    def stop(self, seconds: float = 12) -> int:
        """Ask it to end; its exit code."""
        self.signal(signal.SIGTERM)
        try:
            return self.popen.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        self.popen.wait()

    def restart(self) -> None:
        """After a kill."""
        self._start()


@pytest.fixture(scope="module")
def start(
    environments: dict[str, dict[str, str]],
    migrated: Callable[[str], Storage],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[..., Process]]:
    """`start("identity")` runs the service of a package; `start("identity", "relay")` its relay; more settings as keywords.

    `extra_path` is put first on the import path: a package there named like a service stands in for a neighbour.
    """
    running: list[Process] = []
    folder = tmp_path_factory.mktemp("logs")

    def begin(package: str, process: str = "run", extra_path: str = "", **settings: str) -> Process:
        migrated(package)
        environment = {
            **os.environ,
            **environments[service_of(package)],
            "PYTHONPATH": os.pathsep.join([*filter(None, [extra_path]), str(ROOT), str(ROOT / "services")]),
            "HUB_GUARD": "1",
            **settings,
        }
        command = [sys.executable, "-m", f"chassis.{process}", package]
        log = folder / f"{len(running)}-{package}-{process}.log"
        started = Process(command, environment, log)
        running.append(started)
        if process == "run":
            started.wait_ready(int(environment["HEALTH_PORT"]))
        return started

    yield begin
    for process in running:
        process.signal(signal.SIGTERM)
    for process in running:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.popen.wait(10)
        process.kill()
    alarms = [line for log in folder.iterdir() for line in log.read_text().splitlines() if ALARM in line]
    assert alarms == [], "this code held its service up"


@pytest.fixture(scope="module")
def caller(environments: dict[str, dict[str, str]]) -> Iterator[Caller]:
    """Asks operations over the broker."""
    made = Caller(environments["gateway"]["AMQP_URL"])
    yield made
    made.close()


@pytest.fixture
def told(storage: Storage) -> Callable[[str], list[dict[str, Any]]]:
    """`told("identity.email_confirmed.v1")`: the data of the facts of that name in the outbox, in order."""

    def read(name: str) -> list[dict[str, Any]]:
        with storage.engine.connect() as connection:
            rows = connection.execute(
                text("SELECT data FROM outbox WHERE fact = :name ORDER BY position"), {"name": name}
            )
            return [json.loads(data) for data in rows.scalars()]

    return read

"""Starts a whole suite on servers of its own, and breaks parts of it on demand."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from chassis.hub import ALARM
from chassis.storage import SERVER_LIMITS, Storage
from chassis.testing.database import as_service
from deploy.local import rabbitmq, suite
from deploy.local.state import State
from deploy.local.supervisor import parent_death_signal
from deploy.provision import deprovision, free_ports
from tests.suite.api import Api
from tests.suite.people import PASSWORD, Mails, Person, sign_in

ROOT = Path(__file__).resolve().parents[2]
ADMINISTRATOR = "administration@capco.example"
READY_SECONDS = 60
WIDE_LIMITS = {"RATE_FACTOR": "100000", "THROTTLE_FACTOR": "100000"}
GUARDED = {"HUB_GUARD": "1"}
PORTS = ("GATEWAY_PORT", "HEALTH_PORT", "RELAY_HEALTH_PORT")


@dataclass
class Suite:
    """A running suite. Names of processes are those of the supervisor's list: `consultations`, `gateway` …"""

    infra: dict[str, str]
    suffix: str
    ports: suite.Ports
    processes: list[dict[str, Any]]
    supervisor: subprocess.Popen[bytes]
    folder: Path
    killed: set[int] = field(default_factory=set)  # pids of processes we ended
    _storages: dict[str, Storage] = field(default_factory=dict)

    @property
    def gateway(self) -> str:
        return f"http://127.0.0.1:{self.ports.gateway}"

    @property
    def gateways(self) -> list[str]:
        """Every gateway's address: one, or as many as there are replicas."""
        doors = [entry["env"] for entry in self.processes if entry["argv"][2] == "gateway"]
        return [f"http://127.0.0.1:{environment['GATEWAY_PORT']}" for environment in doors]

    @property
    def web(self) -> str:
        return f"http://127.0.0.1:{self.ports.web}"

    @property
    def mails(self) -> Mails:
        return Mails(f"http://127.0.0.1:{self.ports.mail}")

    def api(self, **more: Any) -> Api:
        return Api(self.gateway, **more)

    def administrator(self) -> Person:
        return sign_in(self.api(), ADMINISTRATOR)

    def environment(self, process: str) -> dict[str, str]:
        found: dict[str, str] = next(entry["env"] for entry in self.processes if entry["name"] == process)
        return found

    def processes_of(self, *services: str) -> list[str]:
        """The names of the processes of these services, replicas, relays and workers included."""
        return [
            entry["name"]
            for entry in self.processes
            if any(belongs(entry["name"], name) for name in services)
        ]

    def database(self, service: str) -> Storage:
        """The service's own database, to count in it."""
        if service not in self._storages:
            self._storages[service] = Storage(
                as_service(self.infra, self.environment(service)["DATABASE_URL"], 5, SERVER_LIMITS)
            )
        return self._storages[service]

    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "supervisor.json").read_text())["processes"]
        return found

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        """Send a signal to one process; the supervisor starts it again."""
        with contextlib.suppress(ProcessLookupError, TypeError):  # it ended, or is not there yet
            pid = self.state()[name]["pid"]
            os.kill(pid, number)
            if number not in (signal.SIGSTOP, signal.SIGCONT):
                self.killed.add(pid)

    def memory(self) -> dict[str, int]:
        """The kilobytes that each process holds, by pid."""
        pids = [state["pid"] for state in self.state().values() if state["pid"]]
        sizes = {}
        for pid in pids:
            status = Path(f"/proc/{pid}/status").read_text()
            sizes[str(pid)] = int(status.split("VmRSS:")[1].split()[0])
        return sizes

    def server(self, *arguments: str) -> None:
        """`down --only rabbitmq --now`, `up` …: the servers under the suite."""
        command = [
            sys.executable,
            str(ROOT / "deploy/local/infra.py"),
            *arguments,
            "--run-dir",
            self.infra["run_dir"],
        ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def crash_server(self, which: str) -> None:
        """`rabbitmq` or `postgres`, gone at once and started again."""
        self.server("down", "--only", which, "--now")
        self.server("up", "--throwaway")

    def broker(self, *arguments: str) -> None:
        """`rabbitmqctl` on the broker under the suite."""
        rabbitmq.control(State(Path(self.infra["run_dir"])), *arguments)

    def logs(self) -> str:
        """Everything every process wrote."""
        return "\n".join(path.read_text(errors="replace") for path in (self.folder / "logs").glob("*.log"))

    def alarms(self) -> list[str]:
        """Which code held up everything else in a service."""
        return [line for line in self.logs().splitlines() if ALARM in line]

    def wait_ready(self, seconds: float = READY_SECONDS, besides: tuple[str, ...] = ()) -> None:
        """`besides` are not waited for: the catcher of mails lists all it has, which takes long after thousands."""
        until = time.monotonic() + seconds
        waiting = [entry for entry in self.processes if entry["ready"] and entry["name"] not in besides]
        while waiting:
            waiting = [entry for entry in waiting if not _answers(entry["ready"])]
            if waiting and time.monotonic() > until:
                names = ", ".join(entry["name"] for entry in waiting)
                raise AssertionError(f"not ready: {names}\n{self.logs()[-4000:]}")
            time.sleep(0.1)


def _answers(address: str) -> bool:
    with contextlib.suppress(requests.RequestException):
        return requests.get(address, timeout=2).status_code == 200
    return False


def belongs(process: str, service: str) -> bool:
    """Whether `consultations`, `consultations-relay`, `consultations-2` … is a process of the service."""
    return process == service or process.startswith(f"{service}-")


def replica(entry: dict[str, Any], number: int) -> dict[str, Any]:
    """The same process once more, on ports of its own."""
    moved = [
        name
        for name in PORTS
        if name in entry["env"] and (name != "GATEWAY_PORT" or entry["name"] == "gateway")
    ]
    ports = dict(zip(moved, map(str, free_ports(len(moved))), strict=True))
    health = ports.get("RELAY_HEALTH_PORT") or ports.get("HEALTH_PORT")
    ready = f"http://127.0.0.1:{health}/healthz/ready" if entry["ready"] else None
    return entry | {"name": f"{entry['name']}-{number}", "env": entry["env"] | ports, "ready": ready}


@contextlib.contextmanager
def whole_suite(
    infra: dict[str, str],
    suffix: str,
    modules: dict[str, str] | None = None,
    replicas: int = 1,
    environments: Mapping[str, Mapping[str, str]] | None = None,
    without: tuple[str, ...] = (),
    **settings: str,
) -> Iterator[Suite]:
    """A suite with an administrator's account, on databases and a virtual host of its own.

    `modules` runs another module in a process' place, `replicas` is how many of each process of a service and of the
    gateway there are, `environments` adds to the environment of the processes it names, `settings` to that of all.
    `without` are not started.
    Without other settings limits are wide, and code that blocks a service is named in its log.
    """
    ports = suite.Ports.free()
    listing = suite.prepare(infra, ports, suffix, demonstration=True)
    processes = [entry for entry in json.loads(listing.read_text()) if entry["name"] not in without]
    processes += [
        replica(entry, number)
        for number in range(2, replicas + 1)
        for entry in processes
        if entry["name"] not in ("mail", "web")
    ]
    for entry in processes:
        entry["env"] |= WIDE_LIMITS | GUARDED | settings | dict((environments or {}).get(entry["name"], {}))
        if modules and entry["name"] in modules:
            entry["argv"][2] = modules[entry["name"]]
    folder = Path(infra["run_dir"]) / f"suite{suffix}"
    folder.mkdir(exist_ok=True)
    listing.write_text(json.dumps(processes))
    command = [sys.executable, "-m", "deploy.local.supervisor", "run", str(listing), "--run-dir", str(folder)]
    supervisor = subprocess.Popen(
        command,
        cwd=ROOT,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        preexec_fn=parent_death_signal(os.getpid()),
    )
    running = Suite(infra, suffix, ports, processes, supervisor, folder)
    try:
        running.wait_ready()
        bootstrap(running)
        yield running
    finally:
        supervisor.terminate()
        supervisor.wait(40)
        for storage in running._storages.values():
            storage.engine.dispose()
        if suffix:  # without one it has servers of its own, which end with it
            deprovision(infra, suffix)


def bootstrap(running: Suite) -> None:
    """The first administrator, as the operations guide says."""
    environment = os.environ | running.environment("identity") | {"BOOTSTRAP_PASSWORD": PASSWORD}
    command = [
        sys.executable,
        "-m",
        "identity.bootstrap",
        "--email",
        ADMINISTRATOR,
        "--name",
        "Administration",
    ]
    subprocess.run(command, check=True, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)

"""The supervisor: what ends starts again, what is told to end ends, and nothing outlives it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from deploy.local import supervisor
from deploy.provision import free_ports

PYTHON = sys.executable
SLEEPER = [PYTHON, "-c", "import time; time.sleep(600)"]
DEAF = [PYTHON, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"]


def eventually(condition: Callable[[], Any], within: float = 15.0) -> Any:
    deadline = time.monotonic() + within
    while not (value := condition()):
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)
    return value


class Running:
    def __init__(self, run_dir: Path, programs: list[dict[str, Any]]) -> None:
        self.run_dir = run_dir
        spec = run_dir / "processes.json"
        spec.write_text(json.dumps(programs))
        self.process = subprocess.Popen(
            [PYTHON, "-m", "deploy.local.supervisor", "run", spec, "--run-dir", run_dir],
            stdout=subprocess.DEVNULL,
        )
        eventually((run_dir / "supervisor.sock").exists)

    def of(self, name: str) -> dict[str, Any]:
        return dict(supervisor.ask(self.run_dir, "status")[name])

    def pid(self, name: str) -> int:
        return int(eventually(lambda: self.of(name)["pid"]))


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    started: list[Running] = []

    def starter(*programs: dict[str, Any]) -> Running:
        started.append(Running(tmp_path, list(programs)))
        return started[-1]

    yield starter
    for running in started:
        running.process.terminate()
        running.process.terminate()
        running.process.wait(20)


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_killed_process_starts_again_and_its_exit_is_counted(start: Callable[..., Running]) -> None:
    running = start({"name": "one", "argv": SLEEPER})
    first = running.pid("one")
    os.kill(first, signal.SIGKILL)
    eventually(lambda: running.of("one")["pid"] not in (None, first))
    recorded = json.loads((running.run_dir / "supervisor.json").read_text())["processes"]["one"]
    assert [(each["pid"], each["code"], each["requested"]) for each in recorded["exits"]] == [
        (first, -9, False)
    ]
    assert recorded["starts"] == 2


def test_a_restart_on_request_is_told_from_an_accident(start: Callable[..., Running]) -> None:
    running = start({"name": "one", "argv": SLEEPER}, {"name": "two", "argv": SLEEPER})
    other = running.pid("two")
    first = running.pid("one")
    assert supervisor.ask(running.run_dir, "restart", "one") == {"restarted": "one"}
    assert eventually(lambda: running.of("one")["pid"]) != first
    assert [each["requested"] for each in running.of("one")["exits"]] == [True]
    assert running.pid("two") == other


def test_failures_in_a_row_are_spaced_out(start: Callable[..., Running]) -> None:
    running = start({"name": "broken", "argv": ["false"]})
    eventually(lambda: len(running.of("broken")["exits"]) > 2)
    exits = running.of("broken")["exits"]
    first, second, third = (datetime.fromisoformat(each["at"]) for each in exits[:3])
    assert (second - first).total_seconds() > 0.25
    assert (third - second).total_seconds() > 0.5


def test_one_that_comes_after_waits_for_readiness(start: Callable[..., Running], tmp_path: Path) -> None:
    (port,) = free_ports(1)
    late = f"import time, runpy, sys; time.sleep(1); sys.argv[1:] = ['{port}', '--bind', '127.0.0.1'];"
    server = [PYTHON, "-c", late + "runpy.run_module('http.server', run_name='__main__')"]
    running = start(
        {"name": "second", "argv": SLEEPER, "after": ["first"]},
        {"name": "first", "argv": server, "ready": f"http://127.0.0.1:{port}/"},
    )
    time.sleep(0.5)
    assert running.of("second")["starts"] == 0
    running.pid("second")
    assert running.of("first")["state"] == "ready"


def test_a_second_signal_kills_the_deaf_and_their_children(start: Callable[..., Running]) -> None:
    parent = ["bash", "-c", "trap '' TERM; sleep 600 & echo $!; wait; wait"]
    running = start({"name": "deaf", "argv": DEAF}, {"name": "parent", "argv": parent})
    pids = [running.pid("deaf"), running.pid("parent")]
    log = running.run_dir / "logs" / "parent.log"
    pids.append(int(eventually(log.read_text)))
    time.sleep(0.5)  # until they are deaf
    running.process.terminate()
    time.sleep(0.5)
    assert all(map(lives, pids[:2]))
    running.process.terminate()
    assert running.process.wait(5) == 0
    assert not any(map(lives, pids))


def test_nothing_outlives_a_killed_supervisor(start: Callable[..., Running]) -> None:
    running = start({"name": "one", "argv": SLEEPER})
    pid = running.pid("one")
    running.process.kill()
    eventually(lambda: not lives(pid))


def test_without_a_supervisor_the_command_says_so(tmp_path: Path) -> None:
    command = [PYTHON, "-m", "deploy.local.supervisor", "status", "--run-dir", str(tmp_path)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stderr) == (1, "no supervisor is running here\n")

"""What processes cost: seconds of CPU of every process of a suite, its broker and its database."""

import json
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.suite.running import Suite

TICK = os.sysconf("SC_CLK_TCK")
CLIENTS = 16


def cpu_of(pid: int) -> float:
    """Seconds of a process and of its children that ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return sum(int(field) for field in fields[11:15]) / TICK


def children_of(parent: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(int(path.parent.name))
    return found


def family(pid: int) -> list[int]:
    return [pid, *(grandchild for child in children_of(pid) for grandchild in family(child))]


class Meter:
    """Reads the CPU of the whole suite, group by group."""

    def __init__(self, suite: Suite) -> None:
        self._suite = suite
        run_dir = Path(suite.infra["run_dir"])
        state = json.loads((run_dir / "state.json").read_text())
        self._postmaster = int(
            (Path(state["data"]) / "postgres/cluster/postmaster.pid").read_text().split()[0]
        )
        self._broker = int((Path(state["data"]) / "rabbitmq/pid").read_text())
        self.idle: dict[str, float] = {}

    def read(self) -> dict[str, float]:
        groups = {name: state["pid"] for name, state in self._suite.state().items() if name != "mail"}
        spent = {name: sum(map(cpu_of, family(pid))) for name, pid in groups.items() if pid}
        spent["database"] = sum(map(cpu_of, family(self._postmaster)))
        spent["broker"] = sum(map(cpu_of, family(self._broker)))
        return spent

    def rest(self, seconds: float = 5) -> None:
        """Learn what everything spends by itself, which is no request's cost."""
        before = self.read()
        time.sleep(seconds)
        self.idle = {name: (spent - before.get(name, 0)) / seconds for name, spent in self.read().items()}


@dataclass(frozen=True)
class Cost:
    """Of one kind of request: milliseconds of CPU and of waiting, requests a second, by whom."""

    title: str
    cpu_ms: float
    p50_ms: float
    p95_ms: float
    a_second: float
    parts: dict[str, float]


def measure(
    meter: Meter, title: str, work: Callable[[int], None], times: int, clients: int = CLIENTS
) -> Cost:
    """Do `work(n)` for n in range(times) by some clients; what each cost. A tenth more is done first, unmeasured."""
    waits: list[float] = []

    def timed(number: int) -> None:
        started = time.perf_counter()
        work(number)
        waits.append(time.perf_counter() - started)

    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(work, range(times, times + max(times // 10, clients))))
        time.sleep(1)
        before, started = meter.read(), time.perf_counter()
        list(pool.map(timed, range(times)))
        elapsed = time.perf_counter() - started
    time.sleep(1.5)  # what the request left to do: relay, hearers, counters
    after, seconds = meter.read(), time.perf_counter() - started
    spent = {
        name: after[name] - before.get(name, 0.0) - meter.idle.get(name, 0.0) * seconds for name in after
    }
    parts = {name: max(each, 0.0) / times * 1000 for name, each in spent.items()}
    waits.sort()
    return Cost(
        title, sum(parts.values()), waits[len(waits) // 2] * 1000, waits[int(len(waits) * 0.95)] * 1000, times / elapsed,
        {name: spent for name, spent in parts.items() if spent >= 0.01},
    )  # fmt: skip

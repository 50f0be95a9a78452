"""`make bench`: what each kind of request costs, all processes together, beside a reference of the same run.

The reference is an echo through the same gateway and bus, plus one one-row commit. A write should cost at most 2.5
times that, a hot read at most a fifth. `--votation` measures ballots alone; `--scale` fills a project and
shows how the cost grows.
"""

import json
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import psycopg
import requests

from tests.faults.arena import Arena, open_arena
from tests.load import votation
from tests.load.cost import Cost, Meter, measure
from tests.suite.running import ROOT, Suite, whole_suite

local = threading.local()


def session() -> requests.Session:
    found: requests.Session | None = getattr(local, "session", None)
    if found is None:
        found = local.session = requests.Session()
    return found


def sender(
    arena: Arena, method: str, path: Callable[[int], str], body: Callable[[int], Any] | None = None
) -> Any:
    """A request by the n-th of many people (or by nobody, for reads)."""
    base = arena.suite.gateway + "/api/v1"

    def send(number: int) -> None:
        headers = {"Idempotency-Key": str(uuid.uuid4())} if method != "GET" else {}
        if body is not None:
            headers["Authorization"] = "Bearer " + arena.token(UUID(int=10_000_000 + number, version=4))
        for _ in range(10):  # a busy machine may answer late: the same key again counts once
            answer = session().request(
                method, base + path(number), json=body(number) if body else None, headers=headers, timeout=30
            )
            if answer.status_code not in (503, 504):
                break
        if answer.status_code >= 400:
            raise AssertionError(f"{method} {path(number)}: {answer.status_code} {answer.text[:300]}")

    return send


def commit_cost(suite: Suite, meter: Meter, times: int = 2000) -> float:
    """Milliseconds of the database for a one-row commit."""
    url = suite.infra["database_url"]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS bench_row (id bigserial PRIMARY KEY, n int)")
        before = meter.read()["database"]
        for number in range(times):
            connection.execute("INSERT INTO bench_row (n) VALUES (%s)", [number])
        spent = meter.read()["database"] - before
        connection.execute("DROP TABLE bench_row")
    return spent / times * 1000


def costs(arena: Arena, meter: Meter, times: int) -> Iterator[Cost]:
    """The table of requests, `times` of each, row by row."""
    step, section, some = arena.step_id, arena.section_id, arena.contributions
    text = "Un texte de deux phrases. Il dit pourquoi et comment, sans s'étendre davantage. " * 4

    def one(number: int) -> str:
        return some[number % len(some)]

    def reads(title: str, path: Callable[[int], str], more: int = 1) -> Cost:
        return measure(meter, title, sender(arena, "GET", path), times * more)

    def writes(title: str, method: str, path: Callable[[int], str], body: Callable[[int], Any]) -> Cost:
        return measure(meter, title, sender(arena, method, path, body), times)

    yield reads("list, hot", lambda n: f"/steps/{step}/contributions?limit=20", more=4)
    yield reads("list, cold", lambda n: f"/steps/{step}/contributions?limit=20&seed={n}")
    yield reads("one, hot", lambda n: f"/contributions/{some[0]}", more=4)
    yield measure(
        meter, "one, cold", sender(arena, "GET", lambda n: f"/contributions/{one(n)}", lambda n: None), times
    )
    yield writes("vote", "PUT", lambda n: f"/contributions/{one(n)}/opinion", lambda n: {"value": "agree"})
    yield writes(
        "vote, one contribution",
        "PUT",
        lambda n: f"/contributions/{some[0]}/opinion",
        lambda n: {"value": "mixed"},
    )
    yield writes(
        "create a contribution", "POST", lambda n: f"/sections/{section}/contributions",
        lambda n: {"title": f"Proposition {n}", "body": text},
    )  # fmt: skip
    yield writes(
        "argument", "POST", lambda n: f"/contributions/{one(n)}/arguments",
        lambda n: {"side": "for", "body": f"Parce que c'est utile à {n} personnes."},
    )  # fmt: skip


def main() -> None:
    scale = "--scale" in sys.argv
    run_dir = ROOT / ".run" / "bench"
    script = [sys.executable, str(ROOT / "deploy/local/infra.py")]
    subprocess.run([*script, "up", "--run-dir", str(run_dir)], check=True, stdout=subprocess.DEVNULL)
    try:
        infra = json.loads((run_dir / "infra.json").read_text())
        suffix, modules = f"_b{int(time.time()) % 10**6}", {"gateway": "tests.load.gateway"}
        with whole_suite(infra, suffix, modules, HUB_GUARD="0") as suite:
            arena = open_arena(suite, contributions=100)
            meter = Meter(suite)
            meter.rest()
            print(
                f"at rest: {sum(meter.idle.values()) * 1000:.0f} ms of CPU a second, taken off below",
                flush=True,
            )
            run(arena, meter) if not scale else grow(arena, meter)
    finally:
        subprocess.run([*script, "down", "--run-dir", str(run_dir)], check=False, stdout=subprocess.DEVNULL)


def run(arena: Arena, meter: Meter, times: int = 1500) -> None:
    echo = measure(meter, "echo", sender(arena, "GET", lambda n: "/reference"), times * 2)
    reference = echo.cpu_ms + commit_cost(arena.suite, meter)
    print(f"reference: echo {echo.cpu_ms:.2f} ms + one-row commit = {reference:.2f} ms of CPU")
    print(f"{'':28}{'CPU ms':>8}{'ratio':>7}{'p50 ms':>8}{'p95 ms':>8}{'/s':>7}   who")
    if "--votation" not in sys.argv:
        for cost in costs(arena, meter, times):
            show(cost, reference)
    for cost, bar in votation.costs(arena, meter, times, votation.by_nobody(arena, session)):
        show(cost, reference, bar)
    votation.show_others(arena, meter)


def show(cost: Cost, reference: float, bar: str = "") -> None:
    who = ", ".join(
        f"{name} {spent:.2f}" for name, spent in sorted(cost.parts.items(), key=lambda part: -part[1])
    )
    ratio = cost.cpu_ms / reference
    print(
        f"{cost.title:28}{cost.cpu_ms:8.2f}{ratio:7.2f}{cost.p50_ms:8.1f}{cost.p95_ms:8.1f}{cost.a_second:7.0f}   {who}  {bar}",
        flush=True,
    )


FILL = """
    INSERT INTO contribution (id, organisation_id, project_id, step_id, section_id, number, author_id, title, body, state,
        confirmed, cleared, created_at, published_at, agree)
    SELECT gen_random_uuid(), organisation_id, project_id, step_id, section_id, %(held)s + 1000 + n, gen_random_uuid(),
        'Proposition ' || n || ' pour la rue ' || n %% 977, repeat('Un texte sur les vélos et les écoles. ', 8),
        'published', true, true, clock_timestamp() - n * interval '1 second', clock_timestamp() - n * interval '1 second',
        n %% 1000
    FROM contribution c, generate_series(1, %(more)s) n WHERE c.id = %(id)s
"""


FILLED_AT_ONCE = 20_000


def grow(arena: Arena, meter: Meter, times: int = 400) -> None:
    """The same reads and votes with 1,000, 100,000 and 1,000,000 contributions in the project."""
    url = arena.suite.environment("consultations")["DATABASE_URL"].replace("+psycopg", "")
    held = len(arena.contributions)
    print(f"{'contributions':>14}{'list':>9}{'search':>9}{'one':>9}{'vote':>9}   ms of CPU")
    for size in (1_000, 100_000, 1_000_000):
        with psycopg.connect(url, autocommit=True) as connection:
            for done in range(held, size, FILLED_AT_ONCE):
                more = min(FILLED_AT_ONCE, size - done)
                connection.execute(FILL, {"more": more, "held": done, "id": arena.contributions[0]})
            connection.execute("VACUUM ANALYZE contribution")
            while connection.execute("SELECT EXISTS (SELECT FROM figure_delta)").fetchone() != (False,):
                time.sleep(1)  # the figures of all these are added up, which is no request's cost
        meter.rest()
        held = size
        step, some = arena.step_id, arena.contributions
        row = [
            measure(meter, "", sender(arena, "GET", lambda n: f"/steps/{step}/contributions?seed={size}-{n}"), times),  # noqa: B023
            measure(
                meter, "", sender(arena, "GET", lambda n: f"/steps/{step}/contributions?q=rue+{n % 977}&seed={size}"), times  # noqa: B023
            ),
            measure(
                meter, "",
                sender(arena, "GET", lambda n: f"/contributions/{some[n % len(some)]}", lambda n: None), times,  # noqa: B023
            ),
            measure(
                meter, "",
                sender(
                    arena, "PUT", lambda n: f"/contributions/{some[n % len(some)]}/opinion", lambda n: {"value": "agree"}  # noqa: B023
                ), times,
            ),
        ]  # fmt: skip
        print(f"{size:14,}" + "".join(f"{cost.cpu_ms:9.2f}" for cost in row), flush=True)


if __name__ == "__main__":
    main()

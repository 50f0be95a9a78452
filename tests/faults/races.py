"""Stage F: many at the same instant, on the same thing."""

import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from tests.faults import counting
from tests.faults.arena import CLIENTS, Arena
from tests.suite.api import Problem

PARALLEL = 50
CLOSES_IN = 1.5  # seconds from the moment the window is moved


def closing(arena: Arena) -> None:
    """CO-2: voters race a step's closing: what was accepted is what is stored, and nothing is accepted afterwards."""
    accepted: dict[tuple[UUID, str], str] = {}
    refused: list[str] = []
    organiser = arena.organiser()
    step = organiser.get(f"/steps/{arena.step_id}")
    closes_at = datetime.now(UTC) + timedelta(seconds=CLOSES_IN)
    organiser.post(
        f"/steps/{arena.step_id}/window",
        {"opens_at": step["opens_at"], "closes_at": closes_at.isoformat(), "reason": "La course"},
        version=step["version"],
    )
    started = threading.Barrier(CLIENTS)

    def client(number: int) -> None:
        started.wait(10)
        until = time.monotonic() + CLOSES_IN + 20
        while time.monotonic() < until:
            voter, contribution = uuid.uuid4(), arena.contributions[number % len(arena.contributions)]
            try:
                arena.voter(voter).put(f"/contributions/{contribution}/opinion", {"value": "agree"})
            except Problem as problem:
                refused.append(problem.code)
                return
            accepted[voter, contribution] = "agree"

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(client, range(CLIENTS)))
    assert refused == ["closed"] * CLIENTS, refused
    assert accepted, "nobody was in time: the race proves nothing"
    late = counting.scalar(
        arena.suite, "consultations", "SELECT count(*) FROM opinion_vote WHERE step_id = :step AND cast_at >= :closes",
        step=arena.step_id, closes=closes_at,
    )  # fmt: skip
    assert late == 0
    counting.wait_quiet(arena.suite)
    counting.check_votes(arena, accepted)
    tally = counting.counters(arena)
    time.sleep(1)
    assert counting.counters(arena) == tally, "a tally moved after closing"


def same_person(arena: Arena) -> None:
    """CO-5: one person, many requests at once, each under a key of its own: one vote, one support, one report."""
    author = arena.voter()
    contribution = arena.contributions[0]
    remark = author.post(f"/contributions/{contribution}/arguments", {"side": "for", "body": "Un argument."})
    person = uuid.uuid4()
    acts: dict[str, tuple[Callable[[], Any], str]] = {
        "opinion_vote": (
            lambda: arena.voter(person).put(f"/contributions/{contribution}/opinion", {"value": "agree"}),
            "SELECT count(*) FROM opinion_vote WHERE account_id = :person",
        ),
        "support": (
            lambda: arena.voter(person).put(f"/arguments/{remark['id']}/support", {}),
            "SELECT count(*) FROM support WHERE account_id = :person",
        ),
    }
    for name, (act, stored) in acts.items():
        at_once(act)
        count = counting.scalar(arena.suite, "consultations", stored, person=person)
        assert count == 1, f"{name}: {count}"


def at_once(act: Callable[[], Any], times: int = PARALLEL) -> list[Any]:
    """The answers, or the refusals, of so many calls that start together."""
    barrier = threading.Barrier(times)

    def one(_number: int) -> Any:
        barrier.wait(20)
        try:
            return act()
        except Problem as problem:
            assert problem.status < 500, problem  # noqa: PT017
            return problem

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))

"""What a ballot, a right, a board, a tally, a verification and a roll cost, beside the bars they are to stay under."""

import dataclasses
import os
import random
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import text

from formats import canonical
from tests.faults.arena import Arena
from tests.faults.counting import scalar
from tests.load.cost import Cost, Meter, measure
from tests.suite.running import ROOT
from tests.suite.votations import House, open_house
from votation.domain import register
from votation.domain.tally import schulze

CAST_BAR_MS = 6.0
HOT_BAR_MS = 0.4


def costs(arena: Arena, meter: Meter, times: int, send: Any) -> Iterator[tuple[Cost, str]]:
    """Requests of electors: each with the bar it is to stay under."""
    share = times + max(times // 10, 16) + 20
    house = open_house(arena.suite, arena.organiser(), arena.organisation_id, 3 * share)
    rights = rights_of(house, range(2 * share))
    sealed = [house.sealed([number % 2]) for number in range(2 * share)]

    def casts(first: int) -> Callable[[int], dict[str, Any]]:
        return lambda number: {"right": rights[first + number], "sealed": sealed[first + number]}

    ballots = f"{house.path}/ballots"
    yield measure(meter, "cast a ballot", send("POST", ballots, casts(0)), times), f"<= {CAST_BAR_MS} ms"
    yield (
        with_letters(
            arena,
            meter,
            measure(meter, "the same, and its letter", send("POST", ballots, casts(share)), times),
            times,
        ),
        "",
    )
    first = 2 * share
    codes = codes_of(house, range(first, first + share))

    def claim(number: int) -> dict[str, Any]:
        return {"link": house.links[first + number], "code": codes[number]}

    yield measure(meter, "a right, by link and code", send("POST", f"{house.path}/rights", claim), times), ""
    epochs = f"{house.path}/board/epochs?limit=20"
    yield measure(meter, "board, hot", send("GET", epochs, None), times * 4), f"<= {HOT_BAR_MS} ms"


def with_letters(arena: Arena, meter: Meter, cost: Cost, times: int) -> Cost:
    """With what is still spent until the last letter is sent."""
    before, started = meter.read(), time.monotonic()
    waiting = "SELECT count(*) FROM message WHERE state IN ('queued', 'sending')"
    while scalar(arena.suite, "notifications", waiting):
        time.sleep(0.3)
    elapsed, after = time.monotonic() - started, meter.read()
    more = {
        name: (after[name] - before.get(name, 0) - meter.idle.get(name, 0) * elapsed) / times * 1000
        for name in after
    }
    parts = {
        name: cost.parts.get(name, 0) + more[name]
        for name in more
        if cost.parts.get(name, 0) + more[name] > 0.01
    }
    return dataclasses.replace(cost, cpu_ms=cost.cpu_ms + sum(more.values()), parts=parts)


def rights_of(house: House, electors: range) -> list[str]:
    """Rights put in the register as `issue_right` would."""
    rights = [register.new_right() for _ in electors]
    rows = [
        {"hash": register.hash_of(right), "votation": house.id, "elector": house.electors[elector]}
        for right, elector in zip(rights, electors, strict=True)
    ]
    insert = (
        "INSERT INTO voting_right (right_hash, votation_id, elector_id, issued_at)"
        " VALUES (:hash, :votation, :elector, clock_timestamp())"
    )
    with house.register.engine.begin() as connection:
        connection.execute(text(insert), rows)
    return [canonical.b64(right) for right in rights]


def codes_of(house: House, electors: range) -> list[str]:
    letters = [uuid.uuid4() for _ in electors]
    insert = (
        "INSERT INTO code (elector_id, letter_id, expires_at, counted_from)"
        " VALUES (:elector, :letter, clock_timestamp() + interval '1 hour', clock_timestamp())"
    )
    rows = [
        {"elector": house.electors[elector], "letter": letter}
        for letter, elector in zip(letters, electors, strict=True)
    ]
    with house.register.engine.begin() as connection:
        connection.execute(text(insert), rows)
    return [house.keys.code(letter) for letter in letters]


def tally(ballots: int = 1_000_000, choices: int = 10) -> str:
    """Seconds of CPU of Schulze's method, ballots at random, so that hardly two are the same."""
    chance = random.Random(1)
    ranks = list(range(1, choices + 1))
    given = [(tuple(chance.sample(ranks, choices)), 1) for _ in range(ballots)]
    started = time.process_time()
    schulze.tally(given, choices)
    return f"{time.process_time() - started:.1f} s of CPU (bar: 10 s)"


def verification(ballots: int = 100_000) -> str:
    with tempfile.TemporaryDirectory(prefix="capco-") as folder:
        archive = Path(folder) / "archive.zip"
        environment = {"PYTHONPATH": f"{ROOT}:{ROOT / 'services'}", "PATH": "/usr/bin:/bin"}
        made = [sys.executable, "-m", "votation.tests.archives", str(archive), str(ballots)]
        subprocess.run(made, check=True, env=environment, stdout=subprocess.DEVNULL)
        checks = [sys.executable, "-m", "votation.verifier", str(archive)]
        process = subprocess.Popen(checks, env=environment, stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        spent, held = used.ru_utime + used.ru_stime, used.ru_maxrss // 1024
        return f"{spent:.1f} s of CPU, {held} MB, exit {status} (bar: 60 s, 500 MB)"


def roll_import(arena: Arena, meter: Meter, electors: int = 100_000) -> str:
    """From the upload to the roll, dry report included."""
    organiser = arena.organiser()
    created = organiser.post(
        "/votations", {"organisation_id": arena.organisation_id, "title": "Grande liste"}
    )
    house = House(arena.suite, organiser, uuid.UUID(created["id"]))
    lines = "".join(f"{number:06};Nom {number};e{number}@exemple.fr;1\n" for number in range(electors))
    before, started = sum(meter.read().values()), time.monotonic()
    read = house.upload(("Numéro;Nom;Courriel;Voix\n" + lines).encode())
    house.check(read)
    house.apply(read)
    elapsed = time.monotonic() - started
    time.sleep(1)
    assert house.view()["electors"] == electors
    return f"{elapsed:.1f} s, {sum(meter.read().values()) - before:.1f} s of CPU (bar: 15 s)"


def show_others(arena: Arena, meter: Meter) -> None:
    print(f"{'roll of 100,000 lines':28}{roll_import(arena, meter)}", flush=True)
    print(f"{'Schulze, 1,000,000 x 10':28}{tally()}", flush=True)
    print(f"{'100,000 ballots verified':28}{verification()}", flush=True)


def by_nobody(arena: Arena, session: Callable[[], requests.Session]) -> Any:
    """`send(method, path, body)` gives what sends the n-th request, by nobody in particular."""
    base = arena.suite.gateway + "/api/v1"

    def send(method: str, path: str, body: Any) -> Any:
        def one(number: int) -> None:
            given = body(number) if body else None
            for _ in range(10):  # a busy machine may answer late: the same again counts once
                answer = session().request(method, base + path, json=given, headers=key(), timeout=30)
                if answer.status_code not in (503, 504):
                    break
            if answer.status_code >= 400:
                raise AssertionError(f"{method} {path}: {answer.status_code} {answer.text[:300]}")

        return one

    return send


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid4())}

"""Stages C and E: people vote, and change their minds, while parts die; then everything that was told is told again."""

import random
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from uuid import UUID

from sqlalchemy import text

from contracts.registry import SERVICES
from tests.faults import blows, counting
from tests.faults.arena import CLIENTS, Arena
from tests.suite.running import Suite

OPINIONS = ("agree", "mixed", "disagree")
SLOW_MACHINE = 4  # times as long as planned, where fewer votes a second are taken in


@dataclass
class Polling:
    """What the clients of a stage share: who votes, what was accepted, and when."""

    arena: Arena
    seed: int
    electorate: Sequence[UUID]
    accepted: dict[tuple[UUID, str], str] = field(default_factory=dict)
    answered: list[float] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._guards = {voter: threading.Lock() for voter in self.electorate}

    def client(self, number: int) -> int:
        """Votes for one person after another until the stage is over; how many votes it sent."""
        own, sent = random.Random(self.seed * 100 + number), 0
        while not self.over.is_set():
            voter, contribution = own.choice(self.electorate), own.choice(self.arena.contributions)
            value = own.choice(OPINIONS)
            with self._guards[voter]:
                api = self.arena.voter(voter, patience=120)
                api.put(f"/contributions/{contribution}/opinion", {"value": value})
                self.accepted[voter, contribution] = value
                self.answered.append(time.monotonic())
            sent += 1
        return sent


def votes_under_faults(
    arena: Arena, voters: int, faults: int, seed: int, seconds: float
) -> dict[tuple[UUID, str], str]:
    """C. Returns the last accepted vote of each person on each contribution."""
    suite, chance = arena.suite, random.Random(seed)
    polling = Polling(arena, seed, [UUID(int=chance.getrandbits(128), version=4) for _ in range(voters)])
    planned = blows.plan(
        seed, suite.processes_of("consultations", "notifications", "identity", "gateway"), faults
    )
    dealt_at: list[tuple[str, float]] = []
    killed_before, began = len(suite.killed), time.monotonic()

    def break_things() -> None:
        try:
            for blow in planned:
                time.sleep(max(0.0, began + blow.moment * seconds - time.monotonic()))
                dealt_at.append((str(blow), time.monotonic()))
                blows.deal(suite, blow)
            time.sleep(max(0.0, began + seconds - time.monotonic()))
            while len(polling.answered) < voters and time.monotonic() < began + SLOW_MACHINE * seconds:
                time.sleep(0.2)
        finally:
            polling.over.set()

    with ThreadPoolExecutor(CLIENTS + 1) as pool:
        breaking = pool.submit(break_things)
        sent = sum(pool.map(polling.client, range(CLIENTS)))
        breaking.result()
    killed = len(suite.killed) - killed_before
    print(f"{sent} votes sent, {len(polling.accepted)} to count, {faults} faults, {killed} processes ended")
    for name, silence in sorted(silences(dealt_at, polling.answered).items(), key=lambda each: -each[1]):
        print(f"    {silence:5.1f} s without a vote taken in, after {name}")
    assert sent >= voters, "too few votes to prove anything"
    assert killed >= sum(blow.kills for blow in planned) - 1, "too few kills to prove anything"
    suite.wait_ready(60, besides=("mail",))
    counting.wait_quiet(suite)
    counting.check_votes(arena, polling.accepted)
    counting.check_heard_once(suite)
    return polling.accepted


def silences(dealt_at: list[tuple[str, float]], answered: list[float]) -> dict[str, float]:
    """The longest time that no vote was taken in within the half minute after a blow of each kind."""
    longest: dict[str, float] = {}
    for name, at in dealt_at:
        after = [at, *sorted(each for each in answered if at < each < at + 30)]
        silence = max((later - sooner for sooner, later in pairwise(after)), default=30.0)
        longest[name] = max(longest.get(name, 0.0), silence)
    return longest


def send_everything_again(arena: Arena, accepted: dict[tuple[UUID, str], str]) -> None:
    """E: the whole outbox of every service once more: no new effect anywhere. As long as repetitions come, it waits."""
    suite = arena.suite
    counting.wait_added_up(suite)
    before, came = effects(suite), counting.deliveries(suite)
    for service in SERVICES:
        with suite.database(service).engine.begin() as connection:
            connection.execute(text("UPDATE outbox SET sent_at = NULL"))
    counting.wait_quiet(suite)
    # Everything that was heard once comes once more.
    heard = sum(counting.scalar(suite, name, "SELECT count(*) FROM inbox") for name in SERVICES)
    assert heard >= len(accepted), "too little was heard to prove anything"
    counting.wait_while_it_shrinks(lambda: max(0, came + heard - counting.deliveries(suite)), "to come again")
    counting.wait_added_up(suite)
    after = effects(suite)
    moved = {table: (rows, after[table]) for table, rows in before.items() if rows != after[table]}
    assert not moved, f"rows before and after: {moved}"
    counting.check_votes(arena, accepted)


def effects(suite: Suite) -> dict[str, int]:
    """How many rows each table of each service holds."""
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    found = {}
    for service in SERVICES:
        with suite.database(service).engine.connect() as connection:
            for table in connection.execute(text(tables)).scalars().all():
                found[f"{service}.{table}"] = connection.execute(
                    text(f'SELECT count(*) FROM "{table}"')
                ).scalar_one()
    return found

"""What must be true after every stage, counted in the databases themselves."""

import time
from collections import Counter
from collections.abc import Callable, Collection
from functools import partial
from uuid import UUID

from sqlalchemy import text

from contracts.registry import SERVICES, SUBSCRIPTIONS
from tests.faults.arena import CANARY, Arena
from tests.suite.running import Suite

VALUES = {"agree": 1, "mixed": 0, "disagree": -1}
STALL_SECONDS = 30  # when nothing moves for so long, nothing will


def wait_quiet(suite: Suite, services: Collection[str] = tuple(SERVICES)) -> None:
    """Every outbox empty, nothing in retry, nothing dead."""
    wait_while_it_shrinks(
        lambda: sum(sum(waiting(suite, service)) for service in services), "facts unsent, in retry or dead"
    )


def wait_while_it_shrinks(left: Callable[[], int], what: str, stall: float = STALL_SECONDS) -> None:
    """Until nothing is left; the patience follows the amount, since it begins anew whenever less is left."""
    least, until = left(), time.monotonic() + stall
    while least:
        time.sleep(0.25)
        now = left()
        if now < least:
            least, until = now, time.monotonic() + stall
        assert time.monotonic() < until, f"{now} {what}, no less for {stall} s"


def wait_added_up(suite: Suite) -> None:
    """No vote or figure is left to be added to its counter."""
    tables = ("contribution_delta", "support_delta", "figure_delta")
    query = "SELECT " + " + ".join(f"(SELECT count(*) FROM {table})" for table in tables)
    wait_while_it_shrinks(lambda: scalar(suite, "consultations", query), "changes not added up")


def waiting(suite: Suite, service: str) -> tuple[int, int]:
    """(facts not sent, facts in retry or dead)."""
    with suite.database(service).engine.connect() as connection:
        row = connection.execute(
            text(
                "SELECT (SELECT count(*) FROM outbox WHERE sent_at IS NULL),"
                " (SELECT count(*) FROM inbox WHERE status <> 'done')"
            )
        ).one()
    return row[0], row[1]


def scalar(suite: Suite, service: str, query: str, **parameters: object) -> int:
    with suite.database(service).engine.connect() as connection:
        return int(connection.execute(text(query), parameters).scalar_one())


def check_votes(arena: Arena, accepted: dict[tuple[UUID, str], str]) -> None:
    """Accepted votes = stored votes = counters, nobody twice, one fact for each change and each heard once."""
    suite = arena.suite
    with suite.database("consultations").engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT account_id, contribution_id, value, version FROM opinion_vote"
                " WHERE step_id = :step AND value IS NOT NULL"
            ),
            {"step": arena.step_id},
        ).all()
    stored = {(row.account_id, str(row.contribution_id)): row.value for row in rows}
    expected = {key: VALUES[value] for key, value in accepted.items()}
    lost, extra = expected.keys() - stored.keys(), stored.keys() - expected.keys()
    assert not lost, f"{len(lost)} accepted votes lost"
    assert not extra, f"{len(extra)} votes nobody was told of"
    assert stored == expected
    assert counters(arena) == recount(expected), "the public counters are not the votes"
    changes = sum(row.version for row in rows)
    facts = scalar(
        suite, "consultations", "SELECT count(*) FROM outbox WHERE fact = 'consultations.opinion_vote_cast.v1'"
        " AND data::jsonb->>'step_id' = :step", step=arena.step_id,
    )  # fmt: skip
    assert facts == changes, f"{changes} changes told by {facts} facts"


def counters(arena: Arena) -> dict[str, tuple[int, int, int]]:
    """What the API says, contribution by contribution."""
    found = {}
    for contribution_id in arena.contributions:
        opinions = arena.voter().get(f"/contributions/{contribution_id}")["opinions"]
        found[contribution_id] = (opinions["agree"], opinions["mixed"], opinions["disagree"])
    return {key: value for key, value in found.items() if any(value)}


def recount(expected: dict[tuple[UUID, str], int]) -> dict[str, tuple[int, int, int]]:
    tally = Counter((contribution, value) for (_, contribution), value in expected.items())
    contributions = {contribution for _, contribution in expected}
    return {key: (tally[key, 1], tally[key, 0], tally[key, -1]) for key in contributions}


def check_heard_once(suite: Suite) -> None:
    """Every fact that a service told has one inbox row, done, at each service that hears it: none more, none less."""
    for hearer, facts in SUBSCRIPTIONS.items():
        for fact in facts:
            wait_while_it_shrinks(
                partial(unheard, suite, hearer, fact), f"of {fact} not heard once by {hearer}"
            )


def unheard(suite: Suite, hearer: str, fact: str) -> int:
    """By how much the facts told and those heard differ."""
    teller, _, _ = fact.partition(".")
    told = "SELECT count(*) FROM outbox WHERE fact = :fact"
    heard = "SELECT count(*) FROM inbox WHERE fact = :fact AND status = 'done'"
    return abs(scalar(suite, teller, told, fact=fact) - scalar(suite, hearer, heard, fact=fact))


def check_no_canary(suite: Suite) -> None:
    """No name of a person in a log, a fact, or a row of the layer under the services."""
    assert CANARY not in suite.logs(), "a person's name stands in a log"
    for service in SERVICES:
        for table, column in (("outbox", "data"), ("inbox", "coalesce(body, '') || coalesce(error, '')")):
            found = scalar(
                suite,
                service,
                f"SELECT count(*) FROM {table} WHERE {column} LIKE :canary",
                canary=f"%{CANARY}%",
            )
            assert not found, f"a person's name stands in {service}.{table}"


def deliveries(suite: Suite) -> int:
    """How often any fact came to any hearer, repetitions included."""
    return sum(scalar(suite, name, "SELECT coalesce(sum(deliveries), 0) FROM inbox") for name in SERVICES)


def check_exits(suite: Suite) -> None:
    """No process ended but by the test's own hand."""
    for name, state in suite.state().items():
        by_itself = [end for end in state["exits"] if not end["requested"] and end["pid"] not in suite.killed]
        assert not by_itself, f"{name} ended by itself: {by_itself}"


class Memory:
    """What each process holds while a stage does the same work twice: no process may grow by a fifth in the second."""

    def __init__(self, suite: Suite) -> None:
        self.suite = suite
        self._held: dict[str, int] = {}

    def half_done(self) -> None:
        self._held = self.suite.memory()

    def check(self) -> None:
        now = self.suite.memory()
        both = self._held.keys() & now.keys()
        assert both, "no process lived through the second half: nothing to compare"
        grown = {pid: (self._held[pid], now[pid]) for pid in both if now[pid] >= self._held[pid] * 1.2}
        assert not grown, f"grown, kB before and after by pid: {grown}"


def check_all(suite: Suite) -> None:
    """What must be true after every stage."""
    suite.wait_ready(60, besides=("mail",))
    wait_quiet(suite)
    check_exits(suite)
    check_no_canary(suite)

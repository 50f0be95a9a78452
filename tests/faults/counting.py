"""What must be true after every stage, counted in the databases themselves."""

import time
from collections import Counter
from uuid import UUID

from sqlalchemy import text

from deploy.local.suite import SERVICES
from tests.faults.arena import CANARY, Arena
from tests.suite.running import Suite

VALUES = {"agree": 1, "mixed": 0, "disagree": -1}
QUIET_SECONDS = 30


def wait_quiet(suite: Suite, seconds: float = QUIET_SECONDS) -> None:
    """Every outbox empty, nothing in retry, nothing dead."""
    until = time.monotonic() + seconds
    while True:
        loud = {service: waiting(suite, service) for service in SERVICES}
        if not any(any(counts) for counts in loud.values()):
            return
        assert time.monotonic() < until, f"not quiet after {seconds} s: (unsent, retry or dead) = {loud}"
        time.sleep(0.25)


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


HEARD = ("consultations.opinion_vote_cast.v1", "consultations.contribution_submitted.v1")


def check_heard_once(suite: Suite) -> None:
    """Every fact told by consultations that notifications hears has, before long, one inbox row there, done."""
    until = time.monotonic() + QUIET_SECONDS
    while True:
        told = scalar(
            suite, "consultations", "SELECT count(*) FROM outbox WHERE fact = ANY(:facts)", facts=list(HEARD)
        )
        heard = scalar(
            suite, "notifications", "SELECT count(*) FROM inbox WHERE status = 'done' AND fact = ANY(:facts)",
            facts=list(HEARD),
        )  # fmt: skip
        if told == heard:
            return
        assert time.monotonic() < until, f"{told} facts told, {heard} heard"
        time.sleep(0.25)


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
        by_itself = [end for end in state["exits"] if not end["asked"] and end["pid"] not in suite.killed]
        assert not by_itself, f"{name} ended by itself: {by_itself}"


def check_memory(before: dict[str, int], after: dict[str, int]) -> None:
    """No process grew by a fifth."""
    assert before.keys() & after.keys(), "nothing to compare"
    for pid in before.keys() & after.keys():
        assert after[pid] < before[pid] * 1.2, f"{pid} grew from {before[pid]} to {after[pid]} kB"

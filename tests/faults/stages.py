"""The stages of a fault run. Each takes its size, and raises AssertionError when something does not add up."""

import random
import signal
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pika
from sqlalchemy import text

from chassis import topology
from chassis.testing.malformed import MALFORMED
from contracts.hearers import HEARERS
from tests.faults import counting
from tests.faults.arena import Arena
from tests.suite.api import Problem
from tests.suite.running import Suite

CLIENTS = 16
OPINIONS = ("agree", "mixed", "disagree")


def poison(suite: Suite, each: int) -> None:
    """A: malformed messages on every queue of every service; none may end, none may lose its readiness."""
    for service in ("identity", "consultations", "notifications"):
        connection = pika.BlockingConnection(pika.URLParameters(suite.environment(service)["AMQP_URL"]))
        channel = connection.channel()
        queues = [key for key in hearing_keys(service)]  # noqa: C416
        for number in range(each):
            body, properties = MALFORMED[number % len(MALFORMED)]
            basic = pika.BasicProperties(**properties)
            channel.basic_publish(
                topology.RPC_EXCHANGE, f"{service}.{'ping' if number % 2 else 'nothing'}", body, basic
            )
            if queues:
                # To the default exchange nobody may write: the facts' queues are reached as their teller would.
                teller, fact = queues[number % len(queues)]
                publish_as(suite, teller, fact, body, basic)
        connection.close()
    close_tellers()
    suite.wait_ready(30)
    counting.check_exits(suite, {})


_tellers: dict[str, pika.BlockingConnection] = {}


def publish_as(suite: Suite, teller: str, fact: str, body: bytes, properties: pika.BasicProperties) -> None:
    connection = _tellers.get(teller)
    if connection is None:
        url = suite.environment(teller)["AMQP_URL"]
        connection = _tellers[teller] = pika.BlockingConnection(pika.URLParameters(url))
        connection.capco_channel = connection.channel()
    connection.capco_channel.basic_publish(topology.events_exchange(teller), fact, body, properties)


def close_tellers() -> None:
    while _tellers:
        _tellers.popitem()[1].close()


def hearing_keys(hearer: str) -> list[tuple[str, str]]:
    """(teller, fact) of what a service hears."""
    return [(fact.split(".")[0], fact) for fact in HEARERS.get(hearer, ())]


def votes_under_faults(
    arena: Arena, voters: int, faults: int, seed: int, seconds: float
) -> dict[tuple[UUID, str], str]:
    """C: people vote, and change their minds, for as long as parts die.

    Returns the last accepted vote of each person on each contribution.
    """
    chance = random.Random(seed)
    electorate = [UUID(int=chance.getrandbits(128), version=4) for _ in range(voters)]
    guards = {voter: threading.Lock() for voter in electorate}
    accepted: dict[tuple[UUID, str], str] = {}
    killed: Counter[str] = Counter()
    dealt = threading.Event()

    def client(number: int) -> int:
        """One of the clients: votes for one person after another; how many votes it sent."""
        own, sent = random.Random(seed * 100 + number), 0
        while not dealt.is_set():
            voter, contribution = own.choice(electorate), own.choice(arena.contributions)
            value = own.choice(OPINIONS)
            with guards[voter]:
                arena.voter(voter, patience=120).put(
                    f"/contributions/{contribution}/opinion", {"value": value}
                )
                accepted[voter, contribution] = value
            sent += 1
        return sent

    def break_things() -> None:
        try:
            blows = fault_blows(arena.suite, killed)
            for number in range(faults):
                time.sleep(seconds / (faults + 1))
                blows[number % len(blows)]()
            time.sleep(seconds / (faults + 1))
        finally:
            dealt.set()

    with ThreadPoolExecutor(CLIENTS + 1) as pool:
        breaking = pool.submit(break_things)
        sent = sum(pool.map(client, range(CLIENTS)))
        breaking.result()
    print(
        f"{sent} votes sent, {len(accepted)} to count, {faults} faults, {sum(killed.values())} of them kills"
    )
    arena.suite.wait_ready(60)
    counting.wait_quiet(arena.suite, 60)
    counting.check_votes(arena, accepted)
    counting.check_heard_once(arena.suite)
    counting.check_no_canary(arena.suite)
    counting.check_exits(arena.suite, killed)
    return accepted


def fault_blows(suite: Suite, killed: Counter[str]) -> list[Callable[[], None]]:
    """One of each kind, to be dealt in turn."""

    def kill(name: str, number: int = signal.SIGKILL) -> Callable[[], None]:
        def blow() -> None:
            killed[name] += 1
            suite.kill(name, number)

        return blow

    return [
        kill("consultations"),
        kill("consultations-relay"),
        lambda: suite.crash_server("rabbitmq"),
        kill("notifications"),
        lambda: suite.crash_server("postgres"),
        kill("consultations", signal.SIGTERM),
        kill("gateway"),
    ]


def retried_commands(arena: Arena, each: int, clients: int = 6) -> None:
    """D: clients with keys while the broker and the service die; every accepted command has one effect."""
    accepted: list[str] = []

    def write(number: int) -> None:
        api = arena.voter(patience=120)
        answer = api.post(
            f"/contributions/{arena.contributions[number % len(arena.contributions)]}/arguments",
            {"side": "for", "body": f"Argument numéro {number}"}, key=f"argument-{arena.step_id}-{number}",
        )  # fmt: skip
        accepted.append(answer["id"])

    with ThreadPoolExecutor(clients) as pool:
        running = [pool.submit(write, number) for number in range(clients * each)]
        time.sleep(0.5)
        arena.suite.kill("consultations")
        time.sleep(2)
        arena.suite.crash_server("rabbitmq")
        for future in running:
            future.result()
    counting.wait_quiet(arena.suite, 60)
    stored = counting.scalar(
        arena.suite,
        "consultations",
        "SELECT count(*) FROM argument WHERE step_id = :step",
        step=arena.step_id,
    )
    assert len(set(accepted)) == clients * each == stored


def identical_commands(arena: Arena, parallel: int) -> None:
    """D: the same command many times at once, under one key: one effect, one answer."""
    voter, key = uuid.uuid4(), str(uuid.uuid4())
    body = {"title": "Une seule fois", "body": "Envoyé deux cents fois."}

    def send(_number: int) -> str:
        api = arena.voter(voter)
        return str(api.post(f"/sections/{arena.section_id}/contributions", body, key=key)["id"])

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = set(pool.map(send, range(parallel)))
    assert len(answers) == 1
    stored = counting.scalar(
        arena.suite,
        "consultations",
        "SELECT count(*) FROM contribution WHERE author_id = :author",
        author=voter,
    )
    assert stored == 1


def dead_callee(arena: Arena) -> None:
    """D: a service that hangs costs its own routes only, with a clear 503 or 504, and nothing else."""
    suite = arena.suite
    suite.kill("identity", signal.SIGSTOP)
    try:
        started = time.monotonic()
        try:
            suite.api(patience=0).post("/sessions", {"email": "qui@exemple.fr", "password": "que"})
            raise AssertionError("a stopped service answered")
        except Problem as problem:
            assert problem.status in (503, 504)  # noqa: PT017
            assert problem.headers.get("Retry-After")  # noqa: PT017
        assert time.monotonic() - started < 5
        arena.voter(patience=0).put(f"/contributions/{arena.contributions[0]}/opinion", {"value": "agree"})
        assert suite.api(patience=0).get(f"/projects/{arena.project_id}")["id"] == arena.project_id
    finally:
        suite.kill("identity", signal.SIGCONT)


def send_everything_again(arena: Arena, accepted: dict[tuple[UUID, str], str]) -> None:
    """E: the whole outbox once more: no new effect anywhere."""
    suite = arena.suite
    before = effects(suite)
    for service in ("identity", "consultations"):
        with suite.database(service).engine.begin() as connection:
            connection.execute(text("UPDATE outbox SET sent_at = NULL"))
    counting.wait_quiet(suite, 90)
    time.sleep(1)
    assert effects(suite) == before
    counting.check_votes(arena, accepted)


def effects(suite: Suite) -> tuple[int, ...]:
    return (
        counting.scalar(suite, "notifications", "SELECT count(*) FROM message"),
        counting.scalar(suite, "notifications", "SELECT count(*) FROM participation"),
        counting.scalar(suite, "notifications", "SELECT count(*) FROM inbox"),
        counting.scalar(suite, "consultations", "SELECT count(*) FROM inbox"),
    )

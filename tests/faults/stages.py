"""The stages of a fault run. Each takes its size, and raises AssertionError when something does not add up."""

import contextlib
import random
import signal
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any
from uuid import UUID

import pika
from sqlalchemy import text

from chassis import topology
from chassis.testing.malformed import MALFORMED
from contracts.hearers import HEARERS, hearers_of
from deploy.local.suite import SERVICES
from tests.faults import counting
from tests.faults.arena import Arena
from tests.suite.api import Problem
from tests.suite.running import Suite

CLIENTS = 16
OPINIONS = ("agree", "mixed", "disagree")


def poison(suite: Suite, each: int) -> None:
    """A: malformed messages on every queue of every service; none may end, lose its readiness or grow."""
    before: dict[str, int] = {}
    for part in (each // 2, each - each // 2):
        parked = Counter({service: count_parked(suite, service) for service in SERVICES})
        for service in SERVICES:
            parked += send_poison(suite, service, part)
        for service in SERVICES:
            wait_eaten(suite, service, parked[service])
        memory = suite.memory()
        if before:
            counting.check_memory(before, memory)
        before = memory
    suite.wait_ready(30)
    counting.check_exits(suite)


def send_poison(suite: Suite, service: str, each: int) -> Counter[str]:
    """Each message to the service's requests and to one of its facts; how many each hearer must park."""
    heard = [(fact.split(".")[0], fact) for fact in HEARERS.get(service, ())]
    to_park: Counter[str] = Counter()
    with contextlib.ExitStack() as stack:
        # To the default exchange nobody may write: the facts' queues are reached as their teller would.
        channels = {
            name: channel_of(suite, name, stack) for name in {service, *(teller for teller, _ in heard)}
        }
        for number in range(each):
            body, properties = MALFORMED[number % len(MALFORMED)]
            basic = pika.BasicProperties(**properties)
            key = f"{service}.{'ping' if number % 2 else 'nothing'}"
            certainly(channels[service], topology.RPC_EXCHANGE, key, body, basic)
            teller, fact = heard[number % len(heard)]
            certainly(channels[teller], topology.events_exchange(teller), fact, body, basic)
            if "compression" not in properties.get("headers", {}):  # those frames cannot even be read
                to_park.update(hearers_of(teller)[fact])
    return to_park


def channel_of(suite: Suite, service: str, stack: contextlib.ExitStack) -> Any:
    """A channel of the service's own broker user, on which the broker says what it took."""
    url = suite.environment(service)["AMQP_URL"]
    connection = stack.enter_context(pika.BlockingConnection(pika.URLParameters(url)))
    channel = connection.channel()
    channel.confirm_delivery()
    return channel


def certainly(channel: Any, exchange: str, key: str, body: bytes, properties: pika.BasicProperties) -> None:
    """Publish until the broker takes it: a full queue of requests says no."""
    while True:
        try:
            channel.basic_publish(exchange, key, body, properties, mandatory=True)
            return
        except pika.exceptions.NackError:
            time.sleep(0.01)


def count_parked(suite: Suite, service: str) -> int:
    return counting.scalar(suite, service, "SELECT count(*) FROM parked")


def wait_eaten(suite: Suite, service: str, parked: int, seconds: float = 60) -> None:
    """No request is left in the queue, and exactly so many messages are parked."""
    until = time.monotonic() + seconds
    with contextlib.ExitStack() as stack:
        channel = channel_of(suite, service, stack)
        while True:
            queue = channel.queue_declare(topology.rpc_queue(service), passive=True)
            left, found = queue.method.message_count, count_parked(suite, service)
            if (left, found) == (0, parked):
                return
            assert time.monotonic() < until, f"{service}: {left} left, {found} parked of {parked}"
            time.sleep(0.1)


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
    answered: list[float] = []
    dealt_at: list[tuple[str, float]] = []
    killed_before = len(arena.suite.killed)
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
                answered.append(time.monotonic())
            sent += 1
        return sent

    def break_things() -> None:
        try:
            blows = fault_blows(arena.suite)
            for number in range(faults):
                time.sleep(seconds / (faults + 1))
                name, deal = blows[number % len(blows)]
                dealt_at.append((name, time.monotonic()))
                deal()
            time.sleep(seconds / (faults + 1))
        finally:
            dealt.set()

    with ThreadPoolExecutor(CLIENTS + 1) as pool:
        breaking = pool.submit(break_things)
        sent = sum(pool.map(client, range(CLIENTS)))
        breaking.result()
    killed = len(arena.suite.killed) - killed_before
    print(f"{sent} votes sent, {len(accepted)} to count, {faults} faults, {killed} of them kills")
    for name, silence in sorted(silences(dealt_at, answered).items(), key=lambda each: -each[1]):
        print(f"    {silence:5.1f} s without a vote taken in, after {name}")
    assert sent >= voters, "too few votes to prove anything"
    assert killed >= faults // 2, "too few kills to prove anything"
    arena.suite.wait_ready(60)
    counting.wait_quiet(arena.suite, 60)
    counting.check_votes(arena, accepted)
    counting.check_heard_once(arena.suite)
    counting.check_no_canary(arena.suite)
    counting.check_exits(arena.suite)
    return accepted


def fault_blows(suite: Suite) -> list[tuple[str, Callable[[], None]]]:
    """One of each kind, with its name, to be dealt in turn."""

    def kill(name: str, number: int = signal.SIGKILL) -> tuple[str, Callable[[], None]]:
        return f"{signal.Signals(number).name} of {name}", lambda: suite.kill(name, number)

    return [
        kill("consultations"),
        kill("consultations-relay"),
        ("a crash of the broker", lambda: suite.crash_server("rabbitmq")),
        kill("notifications"),
        ("a crash of PostgreSQL", lambda: suite.crash_server("postgres")),
        kill("consultations", signal.SIGTERM),
        kill("gateway"),
        ("a broker application that stops", lambda: stop_application(suite)),
        ("a memory alarm of the broker", lambda: alarm(suite)),
    ]


def stop_application(suite: Suite) -> None:
    suite.broker("stop_app")
    time.sleep(2)
    suite.broker("start_app")


def alarm(suite: Suite, seconds: float = 5) -> None:
    """The broker takes nothing more from publishers for a while."""
    suite.broker("set_vm_memory_high_watermark", "absolute", "1")
    time.sleep(seconds)
    suite.broker("set_vm_memory_high_watermark", "0.4")


def silences(dealt_at: list[tuple[str, float]], answered: list[float]) -> dict[str, float]:
    """The longest time that no vote was taken in within the half minute after a blow of each kind."""
    longest: dict[str, float] = {}
    for name, at in dealt_at:
        after = [at, *sorted(each for each in answered if at < each < at + 30)]
        silence = max((later - sooner for sooner, later in pairwise(after)), default=30.0)
        longest[name] = max(longest.get(name, 0.0), silence)
    return longest


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
    counting.check_exits(arena.suite)


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
    facts = counting.scalar(
        arena.suite, "consultations", "SELECT count(*) FROM outbox WHERE fact = :fact AND aggregate_id = :id",
        fact="consultations.contribution_submitted.v1", id=UUID(answers.pop()),
    )  # fmt: skip
    assert facts == 1


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
    before, came = effects(suite), counting.deliveries(suite)
    for service in SERVICES:
        with suite.database(service).engine.begin() as connection:
            connection.execute(text("UPDATE outbox SET sent_at = NULL"))
    counting.wait_quiet(suite, 90)
    # Everything that was heard once comes once more.
    heard = sum(counting.scalar(suite, name, "SELECT count(*) FROM inbox") for name in SERVICES)
    assert heard >= len(accepted), "too little was heard to prove anything"
    until = time.monotonic() + counting.QUIET_SECONDS
    while counting.deliveries(suite) < came + heard:
        assert time.monotonic() < until, f"{counting.deliveries(suite) - came} came again of {heard}"
        time.sleep(0.25)
    assert effects(suite) == before
    counting.check_votes(arena, accepted)


def effects(suite: Suite) -> tuple[int, ...]:
    return (
        counting.scalar(suite, "notifications", "SELECT count(*) FROM message"),
        counting.scalar(suite, "notifications", "SELECT count(*) FROM participation"),
        counting.scalar(suite, "notifications", "SELECT count(*) FROM inbox"),
        counting.scalar(suite, "consultations", "SELECT count(*) FROM inbox"),
    )

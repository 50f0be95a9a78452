"""Stage D: commands with keys while the broker and services die or hang; every accepted one has one effect."""

import signal
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from contracts.registry import SERVICES
from tests.faults import counting
from tests.faults.arena import CLIENTS, Arena
from tests.suite.api import Problem


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
    counting.wait_quiet(arena.suite)
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
    facts = counting.scalar(
        arena.suite, "consultations", "SELECT count(*) FROM outbox WHERE fact = :fact AND aggregate_id = :id",
        fact="consultations.contribution_submitted.v1", id=UUID(answers.pop()),
    )  # fmt: skip
    assert facts == 1


def hanging_services(arena: Arena) -> None:
    """GW-3: each service that hangs, one after the other, costs its own routes only, with a clear 503 or 504."""
    suite = arena.suite
    for service in SERVICES:
        replicas = [
            name for name in suite.processes_of(service) if name.removeprefix(f"{service}-") in (service, "2")
        ]
        for name in replicas:
            suite.kill(name, signal.SIGSTOP)
        try:
            check_outage(arena, service)
        finally:
            for name in replicas:
                suite.kill(name, signal.SIGCONT)
        suite.wait_ready(30, besides=("mail",))


def check_outage(arena: Arena, stopped: str) -> None:
    """The routes of the stopped service refuse in time; one of every other service answers."""
    for service, ask in ROUTES.items():
        started = time.monotonic()
        if service != stopped:
            ask(arena)
            continue
        try:
            ask(arena)
            raise AssertionError(f"{service} answered though it is stopped")
        except Problem as problem:
            assert problem.status in (503, 504), problem  # noqa: PT017
            assert problem.headers.get("Retry-After")  # noqa: PT017
        assert time.monotonic() - started < 5


def sign_in_wrongly(arena: Arena) -> None:
    try:
        arena.suite.api(patience=0).post("/sessions", {"email": "qui@exemple.fr", "password": "que"})
    except Problem as problem:
        if problem.status in (503, 504):
            raise
        assert problem.code == "wrong_credentials", problem  # noqa: PT017


def vote(arena: Arena) -> None:
    arena.voter(patience=0).put(f"/contributions/{arena.contributions[0]}/opinion", {"value": "agree"})


def ask_board(arena: Arena) -> None:
    """Of a votation that is none: the box is asked all the same."""
    try:
        arena.suite.api(patience=0).get(f"/votations/{uuid.uuid4()}/board")
    except Problem as problem:
        if problem.status in (503, 504):
            raise
        assert problem.status == 404, problem  # noqa: PT017


ROUTES: dict[str, Callable[[Arena], object]] = {
    "identity": sign_in_wrongly,
    "consultations": vote,
    "votation": lambda arena: arena.suite.api(patience=0).get("/votations", project_id=str(uuid.uuid4())),
    "box": ask_board,
    "notifications": lambda arena: arena.organiser(patience=0).get(
        "/deliveries", organisation_id=arena.organisation_id
    ),
}

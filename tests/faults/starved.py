"""Stage G: a slow database, no connection left, no room on its disk, no room for a file or a connection of the gateway.

After each, what was refused is sent again under its key, and counts once.
"""

import contextlib
import resource
import socket
import subprocess
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import psycopg

from deploy.local.state import server_user
from tests.faults import counting
from tests.faults.arena import Arena
from tests.suite.running import Suite

VOTERS = 48
SECONDS = 6.0
ROOM = "16m"
DESCRIPTORS = 256
SLOW_CLIENTS = 300


def starvation(arena: Arena) -> None:
    """G, one shortage after the other."""
    accepted: dict[tuple[UUID, str], str] = {}
    for name, shortage in SHORTAGES.items():
        try:
            with shortage(arena.suite):
                accepted |= vote_through(arena)
        except NotHere as reason:
            print(f"    left out: {name} ({reason})")
            continue
        arena.suite.wait_ready(30, besides=("mail",))
        counting.wait_quiet(arena.suite)
        counting.check_votes(arena, accepted)
        print(f"    held: {name}")


def vote_through(arena: Arena) -> dict[tuple[UUID, str], str]:
    """People who begin to vote now and keep trying, under one key each, until they are answered."""
    accepted: dict[tuple[UUID, str], str] = {}

    def one(number: int) -> None:
        voter, contribution = uuid.uuid4(), arena.contributions[number % len(arena.contributions)]
        arena.voter(voter, patience=90).put(f"/contributions/{contribution}/opinion", {"value": "agree"})
        accepted[voter, contribution] = "agree"

    with ThreadPoolExecutor(VOTERS) as pool:
        list(pool.map(one, range(VOTERS)))
    return accepted


class NotHere(Exception):
    """This machine does not let the shortage be made."""


def administrator_of(suite: Suite, database: str = "postgres") -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(f"{suite.infra['database_url'].rsplit('/', 1)[0]}/{database}", autocommit=True)


@contextlib.contextmanager
def for_some_seconds(end: Callable[[], object]) -> Iterator[None]:
    """What began goes on for a while beside what is done meanwhile, then `end` is called."""
    timer = threading.Timer(SECONDS, end)
    timer.start()
    try:
        yield
    finally:
        timer.join()


@contextlib.contextmanager
def slow_database(suite: Suite) -> Iterator[None]:
    """Nobody gets at the votes: each statement waits until its time is over."""
    with administrator_of(suite, database_of(suite)) as connection:
        connection.execute("BEGIN")
        connection.execute("LOCK TABLE opinion_vote IN ACCESS EXCLUSIVE MODE")
        with for_some_seconds(lambda: connection.execute("ROLLBACK")):
            yield


@contextlib.contextmanager
def no_connection(suite: Suite) -> Iterator[None]:
    """The service's role has as many connections as it may, none of them the service's own."""
    role = urlsplit(suite.environment("consultations")["DATABASE_URL"]).username
    with administrator_of(suite) as connection:
        limit = connection.execute("SELECT rolconnlimit FROM pg_roles WHERE rolname = %s", [role]).fetchone()
        before = limit[0] if limit else -1
        connection.execute(f'ALTER ROLE "{role}" CONNECTION LIMIT 0')
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", [role]
        )
        with for_some_seconds(lambda: connection.execute(f'ALTER ROLE "{role}" CONNECTION LIMIT {before}')):
            yield


@contextlib.contextmanager
def full_disk(suite: Suite) -> Iterator[None]:
    """The answers kept for repetitions stand on a small disk, which is full until something goes."""
    folder = Path(suite.infra["run_dir"]).resolve() / f"small-disk{suite.suffix}"
    with small_disk(folder), administrator_of(suite, database_of(suite)) as connection:
        space = f"small{suite.suffix}"
        connection.execute(f"CREATE TABLESPACE {space} LOCATION '{folder / 'space'}'")
        connection.execute(f"ALTER TABLE idempotency SET TABLESPACE {space}")
        filler = folder / "filler"
        fill(filler)
        try:
            with for_some_seconds(filler.unlink):
                yield
        finally:
            counting.wait_quiet(suite)
            connection.execute("ALTER TABLE idempotency SET TABLESPACE pg_default")
            connection.execute(f"DROP TABLESPACE {space}")


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(folder)], check=False, capture_output=True
    )
    try:
        if mounted.returncode:
            raise NotHere("no disk may be mounted")
        owner = server_user("postgres")
        (folder / "space").mkdir(mode=0o700)
        if owner:
            subprocess.run(["chown", owner, str(folder / "space")], check=True)
        yield
    finally:
        if not mounted.returncode:
            subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()


def fill(filler: Path) -> None:
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))


@contextlib.contextmanager
def no_descriptor(suite: Suite) -> Iterator[None]:
    """Few files and connections for the gateway, and many clients that say half a sentence and wait."""
    pid = suite.state()["gateway"]["pid"]
    before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (DESCRIPTORS, before[1]))
    slow: list[socket.socket] = []
    port = urlsplit(suite.gateway).port
    for _ in range(SLOW_CLIENTS):
        with contextlib.suppress(OSError):
            client = socket.create_connection(("127.0.0.1", port), timeout=1)
            client.sendall(b"PUT /api/v1/contributions HTTP/1.1\r\nHost: a\r\n")
            slow.append(client)

    def end() -> None:
        for client in slow:
            client.close()

    try:
        with for_some_seconds(end):
            yield
    finally:
        end()
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_NOFILE, before)
        assert Path(f"/proc/{pid}").exists(), "the gateway ended"


def database_of(suite: Suite) -> str:
    return urlsplit(suite.environment("consultations")["DATABASE_URL"]).path.lstrip("/")


SHORTAGES: dict[str, Callable[[Suite], contextlib.AbstractContextManager[None]]] = {
    "a table that nobody gets at": slow_database,
    "no connection to the database": no_connection,
    "a full disk under the kept answers": full_disk,
    "few descriptors and slow clients": no_descriptor,
}

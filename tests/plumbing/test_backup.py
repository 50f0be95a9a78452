"""The commands of docs/operations.md, as they stand there: dumps, new servers, the old secrets, and all is as it was."""

import contextlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from contracts.registry import SERVICES
from tests.faults.arena import Arena, open_arena
from tests.suite.people import register
from tests.suite.running import ADMINISTRATOR, Suite, whole_suite

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "operations.md").read_text()
PASSING = {"idempotency", "throttle_hit"}  # what a suite that serves goes on writing and forgetting
# A small suite: those that hear others, those that tell something here, and the door.
WITHOUT = ("web", "box", "box-relay", "votation-relay", "votation-worker", "consultations-worker")
Counts = dict[str, dict[str, int]]


def commands(chapter: str, language: str = "sh") -> list[str]:
    """The blocks of that language in a chapter of the guide."""
    part = GUIDE.split(f"### {chapter}\n")[1].split("\n### ")[0].split("\n## ")[0]
    return re.findall(rf"^ *```{language}\n(.*?)^ *```", part, re.MULTILINE | re.DOTALL)


@contextlib.contextmanager
def servers(run_dir: Path) -> Iterator[dict[str, str]]:
    """Servers of their own, without anything in them."""
    infra = [sys.executable, str(ROOT / "deploy/local/infra.py")]
    subprocess.run([*infra, "up", "--throwaway", "--run-dir", str(run_dir)], check=True)
    try:
        yield json.loads((run_dir / "infra.json").read_text())
    finally:
        subprocess.run([*infra, "clean", "--run-dir", str(run_dir)], check=True)


@pytest.fixture
def shell(tmp_path: Path) -> Mapping[str, str]:
    """What the guide asks to be set, and `rabbitmqctl` for a broker of ours."""
    control = tmp_path / "bin" / "rabbitmqctl"
    control.parent.mkdir()
    control.write_text(
        f"#!{sys.executable}\nimport os, sys\nfrom pathlib import Path\nfrom deploy.local import rabbitmq\n"
        "from deploy.local.state import State\n"
        "rabbitmq.control(State(Path(os.environ['RUN'])), *sys.argv[1:], output=None)\n"
    )
    control.chmod(0o755)
    path = f"{control.parent}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    return {"PATH": path, "BACKUP": str(tmp_path / "backup"), "KEPT": str(tmp_path / "kept")}


def run(block: str, infra: Mapping[str, str], shell: Mapping[str, str]) -> str:
    server, folder = urlsplit(infra["database_url"]), Path(infra["run_dir"])
    named = {
        "PGHOST": str(server.hostname), "PGPORT": str(server.port), "PGUSER": str(server.username),
        "PGPASSWORD": str(server.password), "RUN": str(folder), "FILES_DIR": str(folder / "files"),
        "PYTHONPATH": f"{ROOT}:{ROOT / 'services'}",
    }  # fmt: skip
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block],
        env={**os.environ, **shell, **named}, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def connect(infra: Mapping[str, str], service: str) -> psycopg.Connection[Any]:
    return psycopg.connect(infra["database_url"], dbname=f"capco_{service}", autocommit=True)


def counts(infra: Mapping[str, str]) -> Counts:
    """How many rows each table of each service holds."""
    found: Counts = {}
    for service in SERVICES:
        with connect(infra, service) as connection:
            tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            found[service] = {
                name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # type: ignore[index]
                for (name,) in tables.fetchall()
                if name not in PASSING
            }
    return found


def owners(infra: Mapping[str, str]) -> set[tuple[str, str]]:
    asked = "SELECT current_database(), tableowner FROM pg_tables WHERE schemaname = 'public'"
    return {row for service in SERVICES for row in connect(infra, service).execute(asked).fetchall()}


def all_is_heard(infra: Mapping[str, str], shell: Mapping[str, str], seconds: float = 25) -> None:
    """The guide's own question, until it has nothing to say."""
    until = time.monotonic() + seconds
    with contextlib.ExitStack() as stack:  # cheaper than asking the guide's question again and again
        open_ones = [stack.enter_context(connect(infra, service)) for service in SERVICES]
        waiting = "SELECT count(*) FROM outbox WHERE sent_at IS NULL"
        while (
            any(each.execute(waiting).fetchone() != (0,) for each in open_ones) and time.monotonic() < until
        ):
            time.sleep(0.2)
    while said := run(commands("Dumps of the databases")[1], infra, shell).strip():
        assert time.monotonic() < until, said


def some_data(suite: Suite) -> Arena:
    arena = open_arena(suite, contributions=2)
    for value in ("agree", "disagree"):
        arena.voter().put(f"/contributions/{arena.contributions[0]}/opinion", {"value": value})
    register(suite.api(), "Louise Bernard", "louise@exemple.fr").confirm(suite.mails)
    return arena


def lose_what_was_heard(infra: Mapping[str, str]) -> int:
    """As if consultations had been dumped before identity told of its organisations."""
    with connect(infra, "consultations") as connection:
        heard = connection.execute("DELETE FROM inbox WHERE fact LIKE 'identity.organisation%'").rowcount
        connection.execute("DELETE FROM organisation")
    return heard


def still_serves(suite: Suite, arena: Arena) -> None:
    """The old token, the old password, the old vote; and writing goes on."""
    shown = arena.voter().get(f"/contributions/{arena.contributions[0]}")
    assert (shown["opinions"]["agree"], shown["opinions"]["disagree"]) == (1, 1)
    assert suite.administrator().email == ADMINISTRATOR
    written = arena.voter().post(
        f"/sections/{arena.section_id}/contributions", {"title": "Après", "body": "La suite continue."}
    )
    assert written["id"]


@pytest.mark.timeout(300)  # much less where nobody else works
def test_a_suite_serves_from_new_servers_with_all_that_was_dumped(
    tmp_path: Path, shell: Mapping[str, str]
) -> None:
    """As the guide tells it: nothing is lost, no table changes hands, a hearer that was older hears again."""
    dump, restore = commands("Dumps of the databases")[0], commands("A restore of dumps into new servers")[0]
    with servers(tmp_path / "old") as old:
        with whole_suite(old, "", without=WITHOUT) as suite:
            arena = some_data(suite)
            all_is_heard(old, shell)
        before, held = counts(old), owners(old)
        run(dump, old, shell)
    assert before["consultations"]["opinion_vote"] == 2
    with servers(tmp_path / "new") as new:
        run(restore, new, shell)
        assert counts(new) == before
        assert owners(new) == held
        assert lose_what_was_heard(new) > 0
        with whole_suite(new, "", without=WITHOUT) as suite:
            all_is_heard(new, shell)
            arena.suite = suite
            after = counts(new)
            assert after["consultations"] == before["consultations"]
            assert after["notifications"] == before["notifications"], "no mail leaves twice"
            differ = commands("After any restore", "sql")[1]
            assert connect(new, "consultations").execute(differ).fetchall() == []
            still_serves(suite, arena)

"""`make run`: the whole suite on this machine, from nothing to the first page; Ctrl-C stops all of it."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
if __package__ in (None, ""):
    sys.path.insert(0, str(REPOSITORY))

from deploy.local import infra, packages, venv  # noqa: E402
from deploy.local.state import port_is_free, write_private  # noqa: E402
from deploy.local.supervisor import parent_death_signal  # noqa: E402

FIRST_PAGE_PATIENCE = 120.0
SERVERS_LOOKED_AT_EVERY = 1.0
VOTED = "demonstration/union_vote.done"


def main() -> int:
    run_dir = Path(os.environ.get("CAPCO_RUN_DIR", REPOSITORY / ".run")).resolve()
    for number in (signal.SIGINT, signal.SIGTERM):  # also when a shell started us deaf, in the background
        signal.signal(number, interrupt)
    with only_one(run_dir):
        refuse_taken_ports()
        try:
            return run(run_dir)
        except KeyboardInterrupt:
            return 130
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            print("stopping PostgreSQL and RabbitMQ ...", flush=True)
            infra.down(run_dir)


def interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextlib.contextmanager
def only_one(run_dir: Path) -> Iterator[None]:
    run_dir.mkdir(parents=True, exist_ok=True)
    with (run_dir / "run.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(f"the suite already runs from {run_dir}") from None
        yield


def refuse_taken_ports() -> None:
    for name, usual in (("WEB_PORT", 8000), ("GATEWAY_PORT", 8001), ("MAIL_PORT", 8002)):
        port = int(os.environ.get(name, usual))
        if not port_is_free(port):
            print(f"port {port} is taken; choose another:  {name}=9000 make run", file=sys.stderr)
            raise SystemExit(2)


def run(run_dir: Path) -> int:
    began = time.monotonic()
    log = infra.run_dir_log(run_dir, "packages")
    python = venv.ensure("runtime", log)
    print("starting PostgreSQL and RabbitMQ ...", flush=True)
    infra.up(run_dir)
    build_front_end(python, log)
    print("databases, rights and migrations ...", flush=True)
    command(python, "-m", "deploy.local.suite", "--run-dir", run_dir)
    with supervisor(python, run_dir) as process:
        web = f"http://localhost:{os.environ.get('WEB_PORT', '8000')}/"
        wait_for(web, process)
        load_demonstration(python, run_dir)
        with going_on(python, run_dir) as voting:
            greet(run_dir, web, time.monotonic() - began, voting=voting)
            with contextlib.suppress(KeyboardInterrupt):  # the way to end it
                return watch(process, run_dir)
    return 0


def command(*parts: str | Path, env: dict[str, str] | None = None) -> None:
    code = subprocess.run(parts, check=False, cwd=REPOSITORY, env=env, stdout=sys.stderr).returncode
    if code:
        raise SystemExit(f"{' '.join(map(str, parts))} ended with {code}")


def build_front_end(python: Path, log: Path) -> None:
    """The builder itself knows whether anything changed."""
    packages.ensure(packages.missing(False, False, npm=True), log)
    command(python, "-m", "web.build")


@contextlib.contextmanager
def supervisor(python: Path, run_dir: Path) -> Iterator[subprocess.Popen[bytes]]:
    """In a session of its own, so that Ctrl-C reaches it once, from us; and it ends with us, even killed."""
    ours = {name: value for name, value in os.environ.items() if name not in infra.GIVEN_BY.values()}
    process = subprocess.Popen(
        [python, "-m", "deploy.local.supervisor", "run", run_dir / "processes.json", "--run-dir", run_dir],
        cwd=REPOSITORY, env=ours, start_new_session=True, preexec_fn=parent_death_signal(os.getpid()),
    )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        while process.poll() is None:
            try:
                process.wait()
            except KeyboardInterrupt:  # asked twice: at once
                process.terminate()


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + FIRST_PAGE_PATIENCE
    while not answers(address):
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"no page at {address}: see the logs")
        time.sleep(0.2)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 (http, written above)
            return int(answer.status) == 200
    except OSError:
        return False


def load_demonstration(python: Path, run_dir: Path) -> None:
    """The first time only."""
    done = run_dir / "demonstration.done"
    if done.exists() or not (REPOSITORY / "tests" / "demonstration" / "load.py").exists():
        return
    print("loading the demonstration ...", flush=True)
    command(python, "-m", "tests.demonstration.load", env=loader_environment(run_dir))
    write_private(done, {"loaded": time.time()})


def loader_environment(run_dir: Path) -> dict[str, str]:
    processes: list[dict[str, Any]] = json.loads((run_dir / "processes.json").read_text())
    environment: dict[str, str] = next(entry["env"] for entry in processes if entry["name"] == "web")
    return os.environ | environment | {"CAPCO_RUN_DIR": str(run_dir)}


@contextlib.contextmanager
def going_on(python: Path, run_dir: Path) -> Iterator[bool]:
    """The part of the demonstration that takes minutes, in the background; a run that was stopped goes on with it."""
    left = (run_dir / "demonstration.done").exists() and not (run_dir / VOTED).exists()
    if not left:
        yield False
        return
    process = subprocess.Popen(
        [python, "-m", "tests.demonstration.union_vote"], cwd=REPOSITORY, env=loader_environment(run_dir),
        start_new_session=True, preexec_fn=parent_death_signal(os.getpid()),
    )  # fmt: skip
    try:
        yield True
    finally:
        process.terminate()
        process.wait()


def greet(run_dir: Path, web: str, seconds: float, *, voting: bool = False) -> None:
    gateway, mail = os.environ.get("GATEWAY_PORT", "8001"), os.environ.get("MAIL_PORT", "8002")
    print(f"\nCapco runs, after {seconds:.0f} s.\n")
    print(f"  site             {web}")
    print(f"  public API       http://localhost:{gateway}/api/v1/")
    print(f"  mail it sends    http://localhost:{mail}/")
    accounts = run_dir / "demonstration.json"
    shown = json.loads(accounts.read_text()) if accounts.exists() else {}
    for account in shown.get("accounts", []):
        print("  " + "  ".join(str(value) for value in account.values() if value))
    if votes := shown.get("votes"):
        tell_votes(votes, web, f"http://localhost:{mail}/", voting=voting)
    print(f"\n  logs in {run_dir / 'logs'}; Ctrl-C stops everything.\n", flush=True)


def tell_votes(votes: dict[str, str], web: str, mail: str, *, voting: bool) -> None:
    print(f"\n  vote yourself    {web}votations/{votes['congress']}")
    print(f"                   with the link and the code mailed: {mail}?to={votes['elector']}")
    print(f"  seal a box       {web}bureau/{votes['fees']}  (signed in as the union's organiser)")
    print(f"  see a result     {web}votations/{votes['amendment']}")
    if voting:
        print(
            "                   its electors are voting now, in the background, for about ten minutes; then it is"
        )
        print("                   counted and proclaimed. Stopped before, it goes on at the next make run.")


def watch(process: subprocess.Popen[bytes], run_dir: Path) -> int:
    """Until the end; a server that died is started again, as the supervisor does for the rest."""
    while process.poll() is None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(SERVERS_LOOKED_AT_EVERY)
        revive(run_dir, process.poll)
    return process.returncode


def revive(run_dir: Path, ended: Callable[[], int | None]) -> None:
    if ended() is None and infra.some_died(run_dir):
        print("a server died: starting it again", flush=True)
        try:
            infra.up(run_dir)
        except SystemExit as failure:
            print(failure, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())

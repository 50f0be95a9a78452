"""Private PostgreSQL and RabbitMQ for one run directory.

    python3 deploy/local/infra.py up|down|status|clean [--run-dir .run]

Standard library only: it runs before the virtual environment exists. With DATABASE_URL or AMQP_URL set, that
server is used and none is started in its place.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
import urllib.parse
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from deploy.local import packages, postgres, rabbitmq
from deploy.local.state import State, write_private

SERVERS = {"postgres": postgres, "rabbitmq": rabbitmq}
GIVEN_BY = {"postgres": "DATABASE_URL", "rabbitmq": "AMQP_URL"}
PATIENCE = 90.0


def own_servers() -> list[str]:
    """The servers that we run ourselves: those the caller did not name."""
    return [name for name in SERVERS if not os.environ.get(GIVEN_BY[name])]


def up(run_dir: Path, *, throwaway: bool = False, only: str | None = None) -> Path:
    """Brings the servers up, whatever state they were left in, and returns the path of infra.json."""
    names = [only] if only else own_servers()
    packages.ensure(
        packages.missing("postgres" in names, "rabbitmq" in names), run_dir_log(run_dir, "packages")
    )
    state = State(run_dir, throwaway)
    with state.lock():
        starting = [name for name in names if not SERVERS[name].healthy(state)]
        for name in starting:
            stop_remains(state, name)
            SERVERS[name].start(state, throwaway)
        wait_for(state, starting)
        write_private(state.run_dir / "infra.json", addresses(state))
    return state.run_dir / "infra.json"


def run_dir_log(run_dir: Path, name: str) -> Path:
    run_dir.mkdir(parents=True, exist_ok=True)
    (run_dir / "logs").mkdir(mode=0o700, exist_ok=True)
    return run_dir / "logs" / f"{name}.log"


def stop_remains(state: State, name: str) -> None:
    """A server that is still starting gets a moment; one that hangs is ended."""
    for _ in range(20):
        if name == "rabbitmq" or postgres.pid(state) is None:
            return
        if postgres.healthy(state):
            break
        time.sleep(0.25)
    SERVERS[name].stop(state, now=True)


def wait_for(state: State, names: list[str]) -> None:
    deadline = time.monotonic() + PATIENCE
    for name in names:
        while not SERVERS[name].healthy(state):
            if time.monotonic() > deadline:
                tail = state.log(name).read_text(errors="replace").splitlines()[-15:]
                raise SystemExit("\n".join([f"{name} did not start; {state.log(name)} ends with:", *tail]))
            time.sleep(0.1)


def addresses(state: State) -> dict[str, str]:
    amqp = os.environ.get("AMQP_URL")
    return {
        "amqp_url": amqp or rabbitmq.amqp_url(state),
        "management_url": management_of(amqp) if amqp else rabbitmq.management_url(state),
        "database_url": os.environ.get("DATABASE_URL") or postgres.url(state),
        "run_dir": str(state.run_dir),
    }


def management_of(amqp_url: str) -> str:
    """MANAGEMENT_URL, or the usual port of the broker that AMQP_URL names."""
    parts = urllib.parse.urlsplit(amqp_url)
    credentials = f"{parts.username or 'guest'}:{parts.password or 'guest'}"
    return os.environ.get("MANAGEMENT_URL") or f"http://{credentials}@{parts.hostname or 'localhost'}:15672"


def down(run_dir: Path, *, now: bool = False, only: str | None = None) -> None:
    """Stops the servers of this run directory; the data stay, but those in memory."""
    if not (run_dir / "state.json").exists():
        return
    state = State(run_dir)
    with state.lock():
        for name in [only] if only else list(SERVERS):
            SERVERS[name].stop(state, now=now)
        if only is None and state.in_memory:
            shutil.rmtree(state.values["data"], ignore_errors=True)


def clean(run_dir: Path) -> None:
    """Stops the servers and forgets everything, data included."""
    if not (run_dir / "state.json").exists():
        return
    for nested in run_dir.glob("*/state.json"):  # the tests' own servers
        clean(nested.parent)
    down(run_dir, now=True)
    data = Path(State(run_dir).values["data"])
    shutil.rmtree(run_dir)
    if data != run_dir.resolve():
        shutil.rmtree(data, ignore_errors=True)


def some_died(run_dir: Path) -> bool:
    """Whether a process of ours is gone, which costs much less to see than health."""
    state = State(run_dir)
    return any(not SERVERS[name].lives(state) for name in own_servers())


def status(run_dir: Path) -> int:
    if not (run_dir / "state.json").exists():
        print("nothing was ever started here")
        return 1
    state = State(run_dir)
    health = {name: server.healthy(state) for name, server in SERVERS.items()}
    for name, good in health.items():
        print(f"{name}: {'up' if good else 'down'}")
    return 0 if all(health.values()) else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=["up", "down", "status", "clean"])
    parser.add_argument("--run-dir", type=Path, default=Path(".run"))
    parser.add_argument("--only", choices=list(SERVERS), help="one server alone")
    parser.add_argument("--now", action="store_true", help="down: as a crash would, without goodbye")
    parser.add_argument("--throwaway", action="store_true", help="up: quick and unsafe")
    options = parser.parse_args()
    if options.action == "up":
        print(up(options.run_dir, throwaway=options.throwaway, only=options.only))
    elif options.action == "down":
        down(options.run_dir, now=options.now, only=options.only)
    elif options.action == "clean":
        clean(options.run_dir)
    else:
        return status(options.run_dir)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

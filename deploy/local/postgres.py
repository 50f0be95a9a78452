"""A private PostgreSQL cluster."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from deploy.local.state import State, dropped, server_user

SAFE = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # one door: TCP with a password
    "max_connections": "300",
    "log_line_prefix": "%m [%p] %u@%d ",
}
# A secret vote shares this server: its log and its bookkeeping must not tell who did what when. Errors are logged
# without the statement, its parameters and the row they speak of; no transaction keeps the time of its commit.
DISCREET = {
    "log_statement": "none",
    "log_duration": "off",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_connections": "off",
    "log_disconnections": "off",
    "track_commit_timestamp": "off",
    "wal_level": "replica",
    "wal_recycle": "off",  # a part of the log that is over is removed, not kept under another name
}
# A crash of the server, which tests cause, must lose nothing: only a crash of the machine may. Shared memory lies with
# the data, so that nothing of a server that was killed stays behind.
THROWAWAY = {"fsync": "off", "full_page_writes": "off", "dynamic_shared_memory_type": "mmap"}


def binaries(version: str = "*") -> Path | None:
    """The folder that holds `postgres`; Debian keeps one per major version, outside PATH."""
    found = [program.parent for program in Path("/usr/lib/postgresql").glob(f"{version}/bin/postgres")]
    if found:
        return max(found, key=lambda folder: int(folder.parent.name))
    program = shutil.which("postgres")
    return Path(program).resolve().parent if program else None


def url(state: State) -> str:
    password, port = state.values["postgres_password"], state.port("postgres")
    return f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"


def pid(state: State) -> int | None:
    """The postmaster of this very cluster, whatever a stale pid file says."""
    data = cluster(state)
    try:
        number = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
        command = Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return None
    return number if os.fsencode(data) in command else None


def lives(state: State) -> bool:
    return pid(state) is not None


def cluster(state: State) -> Path:
    return Path(state.values["data"]) / "postgres" / "cluster"


def healthy(state: State) -> bool:
    folder = binaries()
    if folder is None or pid(state) is None:
        return False
    probe = [str(folder / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(state.port("postgres"))]
    return subprocess.run(probe, check=False).returncode == 0


def start(state: State, throwaway: bool) -> None:
    owner = server_user("postgres")
    home = state.folder("postgres", owner)
    data = cluster(state)
    if not (data / "PG_VERSION").exists():
        create(state, home, data, owner, throwaway)
    (data / "postmaster.pid").unlink(missing_ok=True)  # the caller found no such process
    settings = (
        SAFE | DISCREET | {"port": str(state.settle_port("postgres"))} | (THROWAWAY if throwaway else {})
    )
    program = binaries((data / "PG_VERSION").read_text().strip()) or binaries()
    if program is None:
        raise SystemExit("postgres: no program found")
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with state.log("postgres").open("ab") as log:
        subprocess.Popen(
            [program / "postgres", "-D", data, *options],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=home, start_new_session=True,
            **dropped(owner),
        )  # fmt: skip


def create(state: State, home: Path, data: Path, owner: str | None, throwaway: bool) -> None:
    program = binaries()
    if program is None:
        raise SystemExit("postgres: no program found")
    shutil.rmtree(data, ignore_errors=True)  # an interrupted creation
    password = home / "password"
    password.write_text(state.values["postgres_password"])
    password.chmod(0o600)
    if owner is not None:
        shutil.chown(password, owner)
    command = [
        str(program / "initdb"), "-D", str(data), "-U", "postgres", "-A", "scram-sha-256",
        f"--pwfile={password}", "-E", "UTF8", "--locale=C.UTF-8", *(["--no-sync"] if throwaway else []),
    ]  # fmt: skip
    with state.log("postgres").open("ab") as log:
        subprocess.run(command, check=True, stdout=log, stderr=log, cwd=home, **dropped(owner))
    password.unlink()


def stop(state: State, now: bool) -> None:
    """Fast shutdown, or with `now` the crash that fault tests want."""
    number = pid(state)
    if number is None:
        return
    os.kill(number, signal.SIGQUIT if now else signal.SIGINT)
    deadline = time.monotonic() + 20
    while pid(state) is not None:
        if time.monotonic() > deadline:
            os.kill(number, signal.SIGKILL)
            return
        time.sleep(0.05)

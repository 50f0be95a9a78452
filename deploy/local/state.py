"""What a run directory remembers: the ports, secrets and data folder that were chosen for it once."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pwd
import random
import secrets
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PORT_NAMES = ("postgres", "amqp", "management", "distribution", "epmd")
# Below the range the kernel hands to outgoing connections, so that a remembered port is still free next time.
PORT_RANGE = range(20_000, 32_000)
MEMORY = Path("/dev/shm")  # noqa: S108 (each server folder in it is made 0700)
ROOM_IN_MEMORY = 4 << 30


def write_private(path: Path, value: Any) -> None:
    """Replaces a JSON file at once, readable by its owner only."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(value, file, indent=2)
    draft.replace(path)


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port(taken: set[int]) -> int:
    for _ in range(1000):
        port = random.choice(PORT_RANGE)  # noqa: S311 (a port, not a secret)
        if port not in taken and port_is_free(port):
            return port
    raise SystemExit("no free port between 20000 and 32000")


class State:
    """The memory of one run directory, in `state.json`. What is thrown away is kept off the disk where it can be."""

    def __init__(self, run_dir: Path, throwaway: bool = False) -> None:
        self.run_dir = run_dir.resolve()
        self.run_dir.mkdir(parents=True, exist_ok=True)
        (self.run_dir / "logs").mkdir(mode=0o700, exist_ok=True)
        self.path = self.run_dir / "state.json"
        known = self.path.read_text() if self.path.exists() else "{}"
        self.values: dict[str, Any] = json.loads(known)
        if self.values.get("run_dir") != str(self.run_dir):  # new, or a copy of another run directory
            self.values["run_dir"] = str(self.run_dir)
            self.values["data"] = str(data_folder(self.run_dir, throwaway))
            self.values["ports"] = {}
        for name in ("postgres_password", "rabbitmq_password", "erlang_cookie"):
            self.values.setdefault(name, secrets.token_hex(20))
        self.values.setdefault("node", f"capco{secrets.token_hex(3)}@localhost")
        for name in PORT_NAMES:
            self.values["ports"].setdefault(name, free_port(set(self.values["ports"].values())))
        if self.values != json.loads(known):
            self.save()

    @property
    def in_memory(self) -> bool:
        return Path(self.values["data"]).parent == MEMORY

    def save(self) -> None:
        write_private(self.path, self.values)

    def port(self, name: str) -> int:
        return int(self.values["ports"][name])

    def settle_port(self, name: str) -> int:
        """The remembered port, or another one if a stranger took it while our server was down."""
        if not port_is_free(self.port(name)):
            self.values["ports"][name] = free_port(set(self.values["ports"].values()))
            self.save()
        return self.port(name)

    def folder(self, name: str, owner: str | None) -> Path:
        """A private folder of one server, owned by the user that runs it."""
        folder = Path(self.values["data"]) / name
        folder.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        if folder.parent.stat().st_uid != os.geteuid():  # /var/tmp and /dev/shm are everybody's
            raise SystemExit(f"{folder.parent} belongs to somebody else")
        folder.mkdir(mode=0o700, exist_ok=True)
        if owner is not None:
            account = pwd.getpwnam(owner)
            os.chown(folder, account.pw_uid, account.pw_gid)
        return folder

    def log(self, name: str) -> Path:
        return self.run_dir / "logs" / f"{name}.log"

    @contextmanager
    def lock(self) -> Iterator[None]:
        """One `up` or `down` at a time on a run directory."""
        with (self.run_dir / "infra.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def data_folder(run_dir: Path, throwaway: bool = False) -> Path:
    """Where servers keep their files: the run directory, unless the users they run as could not enter it.

    Those of tests stand in memory where there is room: a disk that is busy with something else stalls them for half a
    minute, and no time limit of theirs means anything then.
    """
    name = f"capco-{hashlib.sha256(str(run_dir).encode()).hexdigest()[:12]}"
    if throwaway and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM_IN_MEMORY:
        return MEMORY / name
    if os.geteuid() != 0 or all(parent.stat().st_mode & 0o001 for parent in (run_dir, *run_dir.parents)):
        return run_dir
    return Path("/var/tmp") / name  # noqa: S108 (each server folder in it is made 0700)


def server_user(name: str) -> str | None:
    """Servers refuse or dislike root: as root they run as their package's user, otherwise as the caller."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(name).pw_name
    except KeyError:
        return "nobody"


def dropped(owner: str | None) -> dict[str, Any]:
    """Arguments that make `subprocess` start a program as that user."""
    if owner is None:
        return {}
    return {"user": owner, "group": pwd.getpwnam(owner).pw_gid, "extra_groups": []}

"""Keeps a list of processes alive and ends them together.

    python -m chassis.supervisor run processes.json --run-dir .run
    python -m chassis.supervisor status --run-dir .run
    python -m chassis.supervisor restart consultations --run-dir .run

`processes.json` is a list of {"name", "argv", "env", "ready", "after"}: `env` is added to our own
environment, `ready` is an address that answers 200 once the process can serve, `after` names those that must
be ready first. Each process has its own group and log (`<run>/logs/<name>.log`) and dies with the supervisor,
even a killed one. Every start and exit is counted in `<run>/supervisor.json`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import ctypes
import json
import os
import signal
import socket
import sys
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 8.0  # seconds before a restart, doubled at each failure in a row
STEADY_AFTER = 30.0  # a process that lived so long is forgiven its earlier failures
DRAIN = 15.0  # from TERM to KILL
READY_PATIENCE = 60.0  # then those that come after start anyway
SET_PARENT_DEATH_SIGNAL = 1  # prctl(2)
EXITS_KEPT = 1000


@dataclass
class Program:
    name: str
    argv: list[str]
    env: dict[str, str] = field(default_factory=dict)
    ready: str | None = None
    after: list[str] = field(default_factory=list)


@dataclass
class Life:
    """What is known of one program since the supervisor began."""

    state: str = "waiting"
    pid: int | None = None
    starts: int = 0
    asked: bool = False  # the next exit is our own doing
    exits: list[dict[str, Any]] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        return {"state": self.state, "pid": self.pid, "starts": self.starts, "exits": self.exits}


class Supervisor:
    def __init__(self, programs: list[Program], run_dir: Path) -> None:
        self.programs = programs
        self.run_dir = run_dir
        self.lives = {program.name: Life() for program in programs}
        self.ready = {program.name: asyncio.Event() for program in programs}
        self.stopping = asyncio.Event()
        self.width = max((len(program.name) for program in programs), default=0)

    async def run(self) -> None:
        (self.run_dir / "logs").mkdir(parents=True, exist_ok=True)
        self.listen_to_signals()
        async with control_server(self.run_dir, self.obey):
            keepers = [asyncio.create_task(self.keep(program)) for program in self.programs]
            stopper = asyncio.create_task(self.stop_when_told())
            await asyncio.gather(*keepers)
            stopper.cancel()
        self.record()

    def listen_to_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.told_to_stop)

    def told_to_stop(self) -> None:
        """Once: everybody drains. Twice: at once."""
        if self.stopping.is_set():
            self.signal_all(signal.SIGKILL)
        self.stopping.set()

    async def keep(self, program: Program) -> None:
        """Starts a program again and again until the end."""
        await self.wait_for_others(program)
        pause = FIRST_PAUSE
        while not self.stopping.is_set():
            began = time.monotonic()
            asked = await self.live_once(program)
            if asked or time.monotonic() - began > STEADY_AFTER:
                pause = FIRST_PAUSE
            if self.stopping.is_set() or asked:
                continue
            self.say(program.name, f"starts again in {pause:g} s")
            await self.stopping_within(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        self.lives[program.name].state = "stopped"

    async def wait_for_others(self, program: Program) -> None:
        for name in program.after:
            waits = [asyncio.create_task(event.wait()) for event in (self.ready[name], self.stopping)]
            done, unfinished = await asyncio.wait(
                waits, timeout=READY_PATIENCE, return_when=asyncio.FIRST_COMPLETED
            )
            for wait in unfinished:
                wait.cancel()
            if not done:
                self.say(program.name, f"starts without waiting any longer for {name}")

    async def live_once(self, program: Program) -> bool:
        """One start to one exit; true if we asked for the exit."""
        life = self.lives[program.name]
        with (self.run_dir / "logs" / f"{program.name}.log").open("ab") as log:
            try:
                process = await asyncio.create_subprocess_exec(
                    *program.argv, env=os.environ | program.env, stdin=asyncio.subprocess.DEVNULL, stdout=log,
                    stderr=log, start_new_session=True, preexec_fn=die_with(os.getpid()),
                )  # fmt: skip
            except OSError as error:
                self.say(program.name, f"cannot start: {error}")
                return False
        life.state, life.pid, life.asked = "started", process.pid, self.stopping.is_set()
        life.starts += 1
        self.say(program.name, f"started, pid {process.pid}")
        watcher = asyncio.create_task(self.watch_readiness(program))
        if life.asked:  # the end was told while it started
            signal_group(process.pid, signal.SIGTERM)
        code = await process.wait()
        watcher.cancel()
        signal_group(process.pid, signal.SIGKILL)  # whatever it left behind
        life.state, life.pid = "ended", None
        life.exits.append({"at": now(), "pid": process.pid, "code": code, "asked": life.asked})
        del life.exits[:-EXITS_KEPT]
        self.say(program.name, f"ended with {describe_exit(code)}")
        return life.asked

    async def watch_readiness(self, program: Program) -> None:
        began = time.monotonic()
        address = program.ready
        while address and not await asyncio.to_thread(answers, address):  # noqa: ASYNC110 (another process)
            await asyncio.sleep(0.1)
        self.ready[program.name].set()
        self.lives[program.name].state = "ready"
        if program.ready is not None:
            self.say(program.name, f"ready after {time.monotonic() - began:.1f} s")

    async def stopping_within(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stopping.wait(), seconds)

    async def stop_when_told(self) -> None:
        await self.stopping.wait()
        self.signal_all(signal.SIGTERM)
        await asyncio.sleep(DRAIN)
        self.signal_all(signal.SIGKILL)

    def signal_all(self, number: signal.Signals) -> None:
        for life in self.lives.values():
            life.asked = True
            if life.pid is not None:
                signal_group(life.pid, number)

    async def obey(self, command: str, name: str) -> Any:
        """The control socket's commands."""
        if command == "status":
            return {each: life.told() for each, life in self.lives.items()}
        if command == "restart" and name in self.lives:
            return await self.restart(name)
        return {"error": f"unknown: {command} {name}".strip()}

    async def restart(self, name: str) -> Any:
        """Drains the process that lives now; its keeper starts the next."""
        life = self.lives[name]
        if life.pid is None:
            return {"error": f"{name} is not running"}
        pid, life.asked = life.pid, True
        self.ready[name].clear()
        signal_group(pid, signal.SIGTERM)
        for _ in range(int(DRAIN / 0.05)):
            if life.pid != pid:
                return {"restarted": name}
            await asyncio.sleep(0.05)
        signal_group(pid, signal.SIGKILL)
        return {"killed": name}

    def say(self, name: str, event: str) -> None:
        print(f"{time.strftime('%H:%M:%S')}  {name:<{self.width}}  {event}", flush=True)
        self.record()

    def record(self) -> None:
        told = {"pid": os.getpid(), "processes": {name: life.told() for name, life in self.lives.items()}}
        path = self.run_dir / "supervisor.json"
        draft = path.with_name("supervisor.json.new")
        draft.write_text(json.dumps(told, indent=1))
        draft.replace(path)


def die_with(parent: int) -> Callable[[], None]:
    """Between fork and exec: the kernel sends TERM to the child when its parent dies."""
    libc = ctypes.CDLL(None)

    def arrange() -> None:
        libc.prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
        if os.getppid() != parent:  # too late already
            os._exit(1)

    return arrange


def signal_group(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, number)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 (from our own list)
            return int(answer.status) == 200
    except (OSError, ValueError):
        return False


def describe_exit(code: int) -> str:
    return f"code {code}" if code >= 0 else signal.Signals(-code).name


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


@contextlib.contextmanager
def socket_path(run_dir: Path) -> Iterator[str]:
    """The control socket by a short name, however deep the folder: the kernel takes 107 characters."""
    folder = os.open(run_dir, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/supervisor.sock"
    finally:
        os.close(folder)


@contextlib.asynccontextmanager
async def control_server(run_dir: Path, obey: Callable[[str, str], Awaitable[Any]]) -> Any:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        command, _, name = (await reader.readline()).decode().strip().partition(" ")
        writer.write(json.dumps(await obey(command, name)).encode())
        await writer.drain()
        writer.close()

    with socket_path(run_dir) as path:
        Path(path).unlink(missing_ok=True)
        mask = os.umask(0o177)
        server = await asyncio.start_unix_server(answer, path)
        os.umask(mask)
        try:
            yield
        finally:
            server.close()
            Path(path).unlink(missing_ok=True)


def ask(run_dir: Path, command: str, name: str = "") -> Any:
    """Sends one command to the supervisor of a run directory."""
    with socket.socket(socket.AF_UNIX) as connection, socket_path(run_dir) as path:
        connection.connect(path)
        connection.sendall(f"{command} {name}\n".encode())
        return json.loads(b"".join(iter(lambda: connection.recv(65536), b"")))


def main() -> int:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("command", choices=["run", "status", "restart"])
    parser.add_argument("subject", nargs="?", default="", help="a list of processes, or one name")
    parser.add_argument("--run-dir", type=Path, default=Path(".run"))
    options = parser.parse_args()
    if options.command == "run":
        programs = [Program(**entry) for entry in json.loads(Path(options.subject).read_text())]
        asyncio.run(Supervisor(programs, options.run_dir).run())
        return 0
    try:
        told = ask(options.run_dir, options.command, options.subject)
    except (FileNotFoundError, ConnectionRefusedError):
        print("no supervisor is running here", file=sys.stderr)
        return 1
    print(json.dumps(told, indent=1))
    return 1 if "error" in told else 0


if __name__ == "__main__":
    raise SystemExit(main())

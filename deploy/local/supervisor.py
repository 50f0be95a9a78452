"""Keeps a list of processes alive and ends them together.

    python -m deploy.local.supervisor run processes.json --run-dir .run
    python -m deploy.local.supervisor status --run-dir .run
    python -m deploy.local.supervisor restart consultations --run-dir .run

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
class ProcessState:
    """What is known of one program since the supervisor began."""

    phase: str = "waiting"
    pid: int | None = None
    starts: int = 0
    stopping: bool = False  # the next exit is our own doing
    exits: list[dict[str, Any]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return {"state": self.phase, "pid": self.pid, "starts": self.starts, "exits": self.exits}


class Supervisor:
    def __init__(self, programs: list[Program], run_dir: Path) -> None:
        self.programs = programs
        self.run_dir = run_dir
        self.processes = {program.name: ProcessState() for program in programs}
        self.ready = {program.name: asyncio.Event() for program in programs}
        self.stopping = asyncio.Event()
        self.width = max((len(program.name) for program in programs), default=0)

    async def run(self) -> None:
        (self.run_dir / "logs").mkdir(parents=True, exist_ok=True)
        self.listen_to_signals()
        async with control_server(self.run_dir, self.handle_command):
            keepers = [asyncio.create_task(self.keep(program)) for program in self.programs]
            stopper = asyncio.create_task(self.stop_on_request())
            await asyncio.gather(*keepers)
            stopper.cancel()
        self.record()

    def listen_to_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.on_stop_signal)

    def on_stop_signal(self) -> None:
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
            requested = await self.live_once(program)
            if requested or time.monotonic() - began > STEADY_AFTER:
                pause = FIRST_PAUSE
            if self.stopping.is_set() or requested:
                continue
            self.say(program.name, f"starts again in {pause:g} s")
            await self.stopping_within(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        self.processes[program.name].phase = "stopped"

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
        state = self.processes[program.name]
        with (self.run_dir / "logs" / f"{program.name}.log").open("ab") as log:
            try:
                process = await asyncio.create_subprocess_exec(
                    *program.argv, env=os.environ | program.env, stdin=asyncio.subprocess.DEVNULL, stdout=log,
                    stderr=log, start_new_session=True, preexec_fn=parent_death_signal(os.getpid()),
                )  # fmt: skip
            except OSError as error:
                self.say(program.name, f"cannot start: {error}")
                return False
        state.phase, state.pid, state.stopping = "started", process.pid, self.stopping.is_set()
        state.starts += 1
        self.say(program.name, f"started, pid {process.pid}")
        watcher = asyncio.create_task(self.watch_readiness(program))
        if state.stopping:  # the stop was requested while it started
            signal_group(process.pid, signal.SIGTERM)
        code = await process.wait()
        watcher.cancel()
        signal_group(process.pid, signal.SIGKILL)  # whatever it left behind
        state.phase, state.pid = "ended", None
        state.exits.append({"at": now(), "pid": process.pid, "code": code, "requested": state.stopping})
        del state.exits[:-EXITS_KEPT]
        self.say(program.name, f"ended with {describe_exit(code)}")
        return state.stopping

    async def watch_readiness(self, program: Program) -> None:
        began = time.monotonic()
        address = program.ready
        while address and not await asyncio.to_thread(answers, address):  # noqa: ASYNC110 (another process)
            await asyncio.sleep(0.1)
        self.ready[program.name].set()
        self.processes[program.name].phase = "ready"
        if program.ready is not None:
            self.say(program.name, f"ready after {time.monotonic() - began:.1f} s")

    async def stopping_within(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stopping.wait(), seconds)

    async def stop_on_request(self) -> None:
        await self.stopping.wait()
        self.signal_all(signal.SIGTERM)
        await asyncio.sleep(DRAIN)
        self.signal_all(signal.SIGKILL)

    def signal_all(self, number: signal.Signals) -> None:
        for state in self.processes.values():
            state.stopping = True
            if state.pid is not None:
                signal_group(state.pid, number)

    async def handle_command(self, command: str, name: str) -> Any:
        """The control socket's commands."""
        if command == "status":
            return {program: state.as_dict() for program, state in self.processes.items()}
        if command == "restart" and name in self.processes:
            return await self.restart(name)
        return {"error": f"unknown: {command} {name}".strip()}

    async def restart(self, name: str) -> Any:
        """Drains the process that lives now; its keeper starts the next."""
        state = self.processes[name]
        if state.pid is None:
            return {"error": f"{name} is not running"}
        pid, state.stopping = state.pid, True
        self.ready[name].clear()
        signal_group(pid, signal.SIGTERM)
        for _ in range(int(DRAIN / 0.05)):
            if state.pid != pid:
                return {"restarted": name}
            await asyncio.sleep(0.05)
        signal_group(pid, signal.SIGKILL)
        return {"killed": name}

    def say(self, name: str, event: str) -> None:
        print(f"{time.strftime('%H:%M:%S')}  {name:<{self.width}}  {event}", flush=True)
        self.record()

    def record(self) -> None:
        processes = {name: state.as_dict() for name, state in self.processes.items()}
        status = {"pid": os.getpid(), "processes": processes}
        path = self.run_dir / "supervisor.json"
        draft = path.with_name("supervisor.json.new")
        draft.write_text(json.dumps(status, indent=1))
        draft.replace(path)


def parent_death_signal(parent: int) -> Callable[[], None]:
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
        with urllib.request.urlopen(address, timeout=2) as response:  # noqa: S310 (from our own list)
            return int(response.status) == 200
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
async def control_server(run_dir: Path, handle_command: Callable[[str, str], Awaitable[Any]]) -> Any:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        command, _, name = (await reader.readline()).decode().strip().partition(" ")
        writer.write(json.dumps(await handle_command(command, name)).encode())
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
        response = ask(options.run_dir, options.command, options.subject)
    except (FileNotFoundError, ConnectionRefusedError):
        print("no supervisor is running here", file=sys.stderr)
        return 1
    print(json.dumps(response, indent=1))
    return 1 if "error" in response else 0


if __name__ == "__main__":
    raise SystemExit(main())

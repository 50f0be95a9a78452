"""The virtual environment: `python3 deploy/local/venv.py [runtime|test]`. Current: does nothing."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
if __package__ in (None, ""):
    sys.path.insert(0, str(REPOSITORY))

from deploy.local import packages  # noqa: E402

VENV = REPOSITORY / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = REPOSITORY / "requirements" / "runtime.txt"
INCLUDES = {"runtime": ("runtime",), "test": ("test", "runtime")}  # a set and those it brings with it


def fingerprint(name: str) -> str:
    """Changes with the pins, with Python, and when the folder was moved (scripts hold its address)."""
    pins = (REPOSITORY / "requirements" / f"{name}.txt").read_bytes()
    return hashlib.sha256(pins + sys.version.encode() + str(VENV).encode()).hexdigest()


def stamp(name: str) -> Path:
    return VENV / f".{name}.stamp"


def is_current(name: str) -> bool:
    return stamp(name).exists() and stamp(name).read_text() == fingerprint(name)


def ensure(name: str, log: Path) -> Path:
    """Installs the pinned set, with hashes, and returns the environment's Python."""
    if is_current(name):
        return PYTHON
    if sys.version_info < (3, 11):  # noqa: UP036 (the one place that another Python reads)
        raise SystemExit(f"Python 3.11 or later is needed; {sys.executable} is {sys.version.split()[0]}")
    packages.ensure(packages.missing(False, False, venv=True), log)
    with log.open("ab") as output, LOCK.open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # `make run` and `make test` may meet here
        if is_current(name):
            return PYTHON
        print("installing the Python packages (about half a minute) ...", flush=True)
        if not is_sound():
            shutil.rmtree(VENV, ignore_errors=True)
            run([sys.executable, "-m", "venv", VENV], output, log)
        wanted = REPOSITORY / "requirements" / f"{name}.txt"
        # As in the images: the lock names all that is installed, also what it leaves out on purpose.
        run(
            [PYTHON, "-m", "pip", "install", "-q", "--no-deps", "--require-hashes", "-r", wanted], output, log
        )
        for included in INCLUDES[name]:
            stamp(included).write_text(fingerprint(included))
    return PYTHON


def is_sound() -> bool:
    """Made by this Python, at this place."""
    try:
        command = (VENV / "pyvenv.cfg").read_text()
    except OSError:
        return False
    version = ".".join(map(str, sys.version_info[:3]))
    return f"version = {version}" in command and str(VENV) in command and PYTHON.exists()


def run(command: list[str | Path], output: object, log: Path) -> None:
    if subprocess.run(command, stdout=output, stderr=output, check=False).returncode:  # type: ignore[call-overload]
        raise SystemExit(f"{' '.join(map(str, command))} failed: see {log}")


if __name__ == "__main__":
    logs = REPOSITORY / ".run" / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    ensure(sys.argv[1] if len(sys.argv) > 1 else "test", logs / "packages.log")

"""Programs of the system: found, installed when root on Debian or Ubuntu, or asked for by name."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from deploy.local import postgres, rabbitmq

POLICY = Path("/usr/sbin/policy-rc.d")


def missing(need_postgres: bool, need_rabbitmq: bool, *, venv: bool = False, npm: bool = False,
            browser: bool = False) -> list[str]:  # fmt: skip
    """Debian package names of what is needed and absent."""
    wanted = {
        "postgresql": need_postgres and postgres.binaries() is None,
        "rabbitmq-server": need_rabbitmq and rabbitmq.program() is None,
        "python3-venv": venv and importlib.util.find_spec("ensurepip") is None,
        "npm": npm and shutil.which("npm") is None,
        "chromium": browser and not (shutil.which("chromium") or shutil.which("google-chrome")),
    }
    return [name for name, absent in wanted.items() if absent]


def ensure(names: list[str], log: Path) -> None:
    if not names:
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", *names]
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        print(f"missing on this machine: {', '.join(names)}\n", file=sys.stderr)
        print(f"  on Debian or Ubuntu:  sudo apt-get update && sudo {' '.join(command)}", file=sys.stderr)
        print(
            "  elsewhere: install them, or set DATABASE_URL and AMQP_URL to servers of yours", file=sys.stderr
        )
        raise SystemExit(2)
    print(f"installing {', '.join(names)} ...", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    with no_server_started(), log.open("ab") as output:
        for step in (["apt-get", "update"], command):
            if subprocess.run(step, env=environment, stdout=output, stderr=output, check=False).returncode:
                raise SystemExit(f"{' '.join(step)} failed: see {log}")
    for name in {"postgresql", "rabbitmq-server"} & set(names):  # nor at the next boot of the machine
        if Path("/run/systemd/system").exists():
            subprocess.run(["systemctl", "disable", "-q", name], check=False)


def test_tools() -> list[str]:
    """Debian package names of what only tests compare with, and is absent."""
    programs = {"belenios-tool": "belenios-tool", "poppler-utils": "pdftotext"}
    absent = [name for name, program in programs.items() if shutil.which(program) is None]
    faketime = any(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    return absent if faketime else [*absent, "libfaketime"]


def offer(names: list[str], log: Path) -> None:
    """Install them where that is possible; a test that needs one says that it is skipped where it is not."""
    if not names or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    try:
        ensure(names, log)
    except SystemExit as failure:
        print(f"going on without {', '.join(names)}: {failure}", file=sys.stderr)


@contextlib.contextmanager
def no_server_started() -> Iterator[None]:
    """Packages must not start servers of their own on this machine: ours are private."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink(missing_ok=True)

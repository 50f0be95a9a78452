"""The mail server of tests, as a process to start and stop."""

import email
import email.policy
import os
import socket
import subprocess
import sys
import time
from email.message import EmailMessage
from pathlib import Path

from deploy.provision import free_ports

ROOT = Path(__file__).resolve().parents[3]


class Catcher:
    def __init__(self, folder: Path, delay: float = 0.0) -> None:
        self.folder, self.delay = folder, delay
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.port,) = free_ports(1)
        self._popen: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "notifications.tests.smtp_catcher", str(self.port), str(self.folder)]
        path = os.pathsep.join([str(ROOT), str(ROOT / "services")])
        self._popen = subprocess.Popen([*command, str(self.delay)], env={**os.environ, "PYTHONPATH": path})
        until = time.time() + 20
        while time.time() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError("the mail server did not start")

    def kill(self) -> None:
        if self._popen is not None:
            self._popen.kill()
            self._popen.wait()

    def mails(self) -> list[EmailMessage]:
        policy = email.policy.default
        return [email.message_from_bytes(raw, policy=policy) for raw in self.raw()]

    def raw(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted(self.folder.glob("*.eml"))]

    def message_ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.mails()]

    def text_of(self, mail: EmailMessage, kind: str = "plain") -> str:
        part = mail.get_body(preferencelist=(kind,))
        assert part is not None
        return str(part.get_content())

"""Mails shown instead of sent, for development without a mail server."""

import sys
from email import message_from_bytes, policy
from typing import IO

from notifications.clients.mime import UNWRITABLE, Composer
from notifications.domain.letter import Letter
from notifications.domain.posting import Accepted, Outcome, TurnedDown


class ConsoleMailer:
    """Writes the headers that matter and the plain text. It shows secrets: demonstration mode only."""

    def __init__(self, composer: Composer, out: IO[str] | None = None) -> None:
        self._composer, self._out = composer, out

    def open(self) -> None:
        """Always ready."""

    def post(self, letter: Letter) -> Outcome:
        try:
            content = self._composer.compose(letter)
        except UNWRITABLE:
            return TurnedDown(553)
        mail = message_from_bytes(content, policy=policy.default)
        heads = "".join(f"{name}: {mail[name]}\n" for name in ("From", "To", "Subject", "Message-ID"))
        print(f"{heads}\n{letter.text}\n{'-' * 72}", file=self._out or sys.stdout, flush=True)
        return Accepted()

    def close(self) -> None:
        """Nothing to close."""

"""A mail server that keeps what it accepts as files, and misbehaves for addresses that ask for it.

    python -m notifications.tests.smtp_catcher PORT FOLDER [DELAY]

nobody@ is refused for good (550), busy@ for now (451), busyonce@ the first time; unlucky@ is refused after
the text (554); cut@ loses the connection once the text is kept, cutonce@ the first time; closing@ is told
that the server closes (421). DELAY is how long each text takes, in seconds.
"""

import asyncio
import itertools
import sys
from pathlib import Path
from typing import Any, cast

from aiosmtpd.smtp import SMTP, Envelope, Session

RECIPIENT_ANSWERS = {"nobody": "550 no such person", "busy": "451 try later", "closing": "421 closing"}


class Keeping:
    def __init__(self, folder: Path, delay: float) -> None:
        self._folder, self._delay, self._numbers = folder, delay, itertools.count()
        self._seen: set[str] = set()

    def _first(self, local: str) -> bool:
        first = local not in self._seen
        self._seen.add(local)
        return first

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        local = address.partition("@")[0]
        if local in RECIPIENT_ANSWERS:
            return RECIPIENT_ANSWERS[local]
        if local == "busyonce" and self._first(local):
            return "451 try later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(self._delay)
        local = envelope.rcpt_tos[0].partition("@")[0]
        if local == "unlucky":
            return "554 not taken"
        self._keep(envelope)
        if local == "cut" or (local == "cutonce" and self._first(local)):
            cast(asyncio.Transport, server.transport).abort()
        return "250 kept"

    def _keep(self, envelope: Envelope) -> None:
        draft = self._folder / f"{next(self._numbers):06d}.new"
        head = f"X-To: {envelope.rcpt_tos[0]}\r\nX-From: {envelope.mail_from}\r\n".encode()
        draft.write_bytes(head + (envelope.original_content or b""))
        draft.rename(draft.with_suffix(".eml"))


async def main() -> None:
    port, folder = int(sys.argv[1]), Path(sys.argv[2])
    keeping = Keeping(folder, float(sys.argv[3]) if len(sys.argv) > 3 else 0.0)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(keeping, enable_SMTPUTF8=True, ident="test", loop=loop), "127.0.0.1", port
    )
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())

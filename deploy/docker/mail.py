"""The mail catcher of a demonstration, for its neighbours to reach: mail on SMTP_PORT, its page on MAIL_PORT."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import uvicorn
from aiosmtpd.smtp import SMTP

from deploy.local.mail_catcher import Box, Receiver, application

EVERYWHERE = "0.0.0.0"  # noqa: S104 (inside a container: docker-compose.yml decides who reaches it)


async def serve(box: Box, http_port: int, smtp_port: int) -> None:
    loop = asyncio.get_running_loop()
    receiver = Receiver(box)

    def speak() -> SMTP:
        return SMTP(receiver, enable_SMTPUTF8=True, ident="capco mail catcher", loop=loop)

    config = uvicorn.Config(application(box), host=EVERYWHERE, port=http_port, log_level="warning")
    async with await loop.create_server(speak, EVERYWHERE, smtp_port):
        await uvicorn.Server(config).serve()


def main() -> None:
    ports = (
        int(os.environ.get(name, usual)) for name, usual in (("MAIL_PORT", "8002"), ("SMTP_PORT", "2525"))
    )
    asyncio.run(serve(Box(Path(os.environ["MAIL_DIR"])), *ports))


if __name__ == "__main__":
    main()

"""Takes every mail the suite sends and shows it on a page: nothing leaves the machine.

The list is at `/`, as JSON at `/api/messages?to=&after=`. Messages are files of MAIL_DIR: a restart loses none.
"""

from __future__ import annotations

import asyncio
import email
import email.policy
import os
import re
import time
from email.message import EmailMessage
from html import escape
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from aiosmtpd.smtp import SMTP, Envelope, Session
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title><style>body{{font:1rem/1.5 system-ui;margin:2rem auto;max-width:60rem;padding:0 1rem}}
table{{border-collapse:collapse;width:100%}}th,td
{{text-align:left;padding:.4rem;border-bottom:1px solid #767676}}
iframe{{width:100%;height:40rem;border:1px solid #767676}}pre{{white-space:pre-wrap}}</style>
<main><h1>{title}</h1>{body}</main></html>"""

FIND = "<form><label>To <input name=to type=search value='{wanted}' size=40></label> <button>Find</button></form>"
AT_MOST = 200  # listed on a page


class Box:
    """The folder of messages, one file each, named so that they sort by arrival. Whom each is for is remembered: a
    demonstration sends thousands, and asks for someone's often."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.numbers = count(1)
        self.recipients = {path.stem: _recipients(path) for path in sorted(self.folder.glob("*.eml"))}

    def put(self, envelope: Envelope) -> None:
        """A file appears whole or not at all: the answer 250 means it is kept."""
        name = f"{time.time_ns():020d}-{next(self.numbers)}"
        draft = self.folder / f"{name}.new"
        recipients = ", ".join(envelope.rcpt_tos)
        draft.write_bytes(
            b"X-Envelope-To: " + recipients.encode() + b"\r\n" + (envelope.original_content or b"")
        )
        draft.rename(self.folder / f"{name}.eml")
        self.recipients[name] = recipients.lower()

    def source(self, name: str) -> bytes:
        if name not in self.recipients:  # never a path from an address
            raise HTTPException(404)
        return (self.folder / f"{name}.eml").read_bytes()

    def message(self, name: str) -> EmailMessage:
        return email.message_from_bytes(self.source(name), policy=email.policy.default)

    def sent_to(self, wanted: str, after: str = "") -> list[str]:
        """The names of the messages to whoever's address holds `wanted`; those after one, or all. The newest first."""
        known = self.recipients.copy()  # mails come in meanwhile
        names = [name for name in known if name > after] if after else known
        return sorted((name for name in names if wanted.lower() in known[name]), reverse=True)

    def empty(self) -> None:
        for name in list(self.recipients):
            (self.folder / f"{name}.eml").unlink()
            del self.recipients[name]


def _recipients(path: Path) -> str:
    with path.open("rb") as file:
        return file.readline().decode().removeprefix("X-Envelope-To: ").strip().lower()


class Receiver:
    """What aiosmtpd calls."""

    def __init__(self, box: Box) -> None:
        self.box = box

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.box.put(envelope)
        return "250 kept"


def content(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""


def described(name: str, message: EmailMessage) -> dict[str, Any]:
    return {
        "id": name,
        "received": int(name.partition("-")[0]) / 1e9,
        "from": str(message["From"]),
        "to": str(message["X-Envelope-To"]),
        "subject": str(message["Subject"]),
        "message_id": str(message["Message-ID"]),
        "text": content(message, "plain"),
        "html": content(message, "html"),
        "attachments": [part.get_filename() for part in message.iter_attachments()],
    }


class Pages:
    def __init__(self, box: Box) -> None:
        self.box = box

    def listing(self, request: Request) -> Response:
        wanted = request.query_params.get("to", "")
        names = self.box.sent_to(wanted)
        rows = [described(name, self.box.message(name)) for name in names[:AT_MOST]]
        lines = "".join(
            f"<tr><td>{time.strftime('%H:%M:%S', time.localtime(row['received']))}<td>{escape(row['to'])}"
            f"<td><a href='/messages/{row['id']}'>{escape(row['subject'])}</a></tr>"
            for row in rows
        )
        table = f"<table><tr><th scope=col>Received<th scope=col>To<th scope=col>Subject</tr>{lines}</table>"
        older = f"<p>{len(names) - AT_MOST} older ones are not listed.</p>" if len(names) > AT_MOST else ""
        find = FIND.format(wanted=escape(wanted))
        return page("Mail sent by the suite", find + (table + older if rows else "<p>None yet.</p>"))

    def message(self, request: Request) -> Response:
        its = described(request.path_params["name"], self.box.message(request.path_params["name"]))
        frame = f"<h2>HTML</h2><iframe sandbox title='HTML part' src='/messages/{its['id']}/html'></iframe>"
        return page(
            escape(its["subject"]),
            f"<p>To {escape(its['to'])}, from {escape(its['from'])}. "
            f"<a href='/messages/{its['id']}/source'>Source</a>, <a href='/'>all messages</a></p>"
            f"<h2>Text</h2><pre>{linked(its['text'])}</pre>" + (frame if its["html"] else ""),
        )

    def html(self, request: Request) -> Response:
        """The HTML part, in a sandbox where it can run nothing and fetch nothing."""
        text = content(self.box.message(request.path_params["name"]), "html")
        policy = "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        return HTMLResponse(text, headers={"Content-Security-Policy": policy})

    def source(self, request: Request) -> Response:
        return PlainTextResponse(self.box.source(request.path_params["name"]).decode(errors="replace"))

    def api(self, request: Request) -> Response:
        if request.method == "DELETE":
            self.box.empty()
            return Response(status_code=204)
        names = self.box.sent_to(request.query_params.get("to", ""), request.query_params.get("after", ""))
        return JSONResponse([described(name, self.box.message(name)) for name in names])


def page(title: str, body: str) -> Response:
    return HTMLResponse(PAGE.format(title=title, body=body))


def linked(text: str) -> str:
    """The text with its addresses as links: following them is what the page is for."""
    return re.sub(r"https?://[^\s<>&]+(?:&amp;[^\s<>&]+)*", r"<a href='\g<0>'>\g<0></a>", escape(text))


def application(box: Box) -> Starlette:
    pages = Pages(box)
    return Starlette(routes=[
        Route("/", pages.listing),
        Route("/messages/{name}", pages.message),
        Route("/messages/{name}/html", pages.html),
        Route("/messages/{name}/source", pages.source),
        Route("/api/messages", pages.api, methods=["GET", "DELETE"]),
    ])  # fmt: skip


async def serve(box: Box, http_port: int, smtp_port: int) -> None:
    loop = asyncio.get_running_loop()
    receiver = Receiver(box)
    smtp = await loop.create_server(
        lambda: SMTP(receiver, enable_SMTPUTF8=True, ident="capco mail catcher", loop=loop),
        "127.0.0.1",
        smtp_port,
    )
    config = uvicorn.Config(application(box), host="127.0.0.1", port=http_port, log_level="warning")
    async with smtp:
        await uvicorn.Server(config).serve()


def main() -> None:
    smtp_port = urlsplit(os.environ["SMTP_URL"]).port or 25
    asyncio.run(serve(Box(Path(os.environ["MAIL_DIR"])), int(os.environ["MAIL_PORT"]), smtp_port))


if __name__ == "__main__":
    main()

"""A small gateway on a real socket: it answers what it was told and remembers what it was asked."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from contracts.refusals import FIELD_MESSAGES
from contracts.services import REFUSALS

Reply = tuple[int, Any] | tuple[int, Any, dict[str, str]]


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: Any
    query: dict[str, str] = field(default_factory=dict)


class Number(int):
    """In a refusal's sentence `{n:second|seconds}` is the word that goes with the number, as the gateway says it."""

    def __format__(self, words: str) -> str:
        one, bar, many = words.partition("|")
        return (one if self == 1 else many) if bar else str(int(self))


def sentence(code: str, language: str, **details: Any) -> str:
    """What the gateway says of a refusal, or of a field, in that language."""
    known = REFUSALS.get(code)
    french, english = (known.fr, known.en) if known else FIELD_MESSAGES[code]
    told = {name: Number(value) if str(value).isdigit() else value for name, value in details.items()}
    return (french if language == "fr" else english).format(**told)


def refuses(
    code: str, fields: dict[str, str] | None = None, **details: Any
) -> Callable[[Asked], tuple[int, Any]]:
    """The gateway's refusal in the language asked for. `fields`: by dotted path, such as "too_long:200"."""

    def reply(question: Asked) -> tuple[int, Any]:
        language = question.headers["Accept-Language"]
        errors = []
        for name, complaint in (fields or {}).items():
            told, _, limit = complaint.partition(":")
            errors.append({"field": name, "code": told, "detail": sentence(told, language, limit=limit)})
        status = REFUSALS[code].status
        detail = sentence(code, language, **details)
        return status, details | {"code": code, "status": status, "detail": detail, "errors": errors}

    return reply


@dataclass
class GatewayDouble:
    """`replies` maps "METHOD /path" to (status, body) or (status, body, headers), or to a function of the question.

    A body of bytes goes as it is, any other as JSON.
    """

    replies: dict[str, Callable[[Asked], Reply] | Reply] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    url: str = ""

    def answer(self, question: Asked) -> Reply:
        self.asked.append(question)
        missing: Reply = (404, {"code": "not_found"})
        reply = self.replies.get(f"{question.method} {question.path}", missing)
        return reply(question) if callable(reply) else reply

    def start(self) -> ThreadingHTTPServer:
        double = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # headers and body leave together: nothing waits for an acknowledgement

            def handle_one(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                raw = self.rfile.read(length)
                parts = urlsplit(self.path)
                is_file = self.headers.get("Content-Type") == "text/csv"
                body = raw if is_file else json.loads(raw) if raw else None
                query = dict(parse_qsl(parts.query))
                question = Asked(self.command, parts.path, dict(self.headers), body, query)
                status, said, *more = double.answer(question)
                payload = said if isinstance(said, bytes) else json.dumps(said).encode()
                kind = "application/problem+json" if status >= 400 else "application/json"
                headers = {"Content-Type": kind, "Content-Length": str(len(payload))}
                headers |= {"Retry-After": "7"} if status == 503 else {}
                self.send_response(status)
                for name, value in (headers | (more[0] if more else {})).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(payload)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_one  # noqa: N815

            def log_message(self, *_: object) -> None:
                return

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return server

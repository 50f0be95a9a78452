"""A small gateway on a real socket: it answers what it was told and remembers what it was asked.

Each exchange is held against the published OpenAPI document; the fixtures fail a test in which one deviates.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from contracts.refusals import FIELD_MESSAGES
from contracts.services import REFUSALS
from web.tests.api_contract import Exchange, published

Reply = tuple[int, Any] | tuple[int, Any, dict[str, str]]
Answered = tuple[int, Any, dict[str, str]]


@dataclass
class RecordedRequest:
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


class Untold:
    def __format__(self, words: str) -> str:
        return words.partition("|")[2] or "…"


class Details(dict[str, Any]):
    """A detail that a test leaves out is shown as the gateway shows one that is missing."""

    def __missing__(self, name: str) -> Untold:
        return Untold()


def sentence(code: str, language: str, /, **details: Any) -> str:
    """What the gateway says of a refusal, or of a field, in that language."""
    known = REFUSALS.get(code)
    french, english = (known.fr, known.en) if known else FIELD_MESSAGES[code]
    told = {name: Number(value) if str(value).isdigit() else value for name, value in details.items()}
    return (french if language == "fr" else english).format_map(Details(told))


def problem(question: RecordedRequest, status: int, said: dict[str, Any]) -> dict[str, Any]:
    """A refusal with the members that the gateway gives each one; what a test says of them stands."""
    code = said["code"]
    language = question.headers.get("Accept-Language", "fr")
    return {
        "type": f"/problems/{code}",
        "title": code,
        "status": status,
        "detail": sentence(code, language, **said) if code in REFUSALS else "",
        "request_id": question.headers.get("X-Request-Id", "none"),
    } | said


def refuses(
    code: str, fields: dict[str, str] | None = None, **details: Any
) -> Callable[[RecordedRequest], tuple[int, Any]]:
    """The gateway's refusal in the language asked for. `fields`: by dotted path, such as "too_long:200"."""

    def reply(question: RecordedRequest) -> tuple[int, Any]:
        language = question.headers["Accept-Language"]
        errors = []
        for name, complaint in (fields or {}).items():
            told, _, limit = complaint.partition(":")
            errors.append({"field": name, "code": told, "detail": sentence(told, language, limit=limit)})
        return REFUSALS[code].status, details | {"code": code, "errors": errors}

    return reply


@dataclass
class GatewayDouble:
    """`replies` maps "METHOD /path" to (status, body) or (status, body, headers), or to a function of the question.

    A body of bytes goes as it is, any other as JSON.
    """

    replies: dict[str, Callable[[RecordedRequest], Reply] | Reply] = field(default_factory=dict)
    asked: list[RecordedRequest] = field(default_factory=list)
    deviations: list[str] = field(default_factory=list)
    url: str = ""

    def reply(self, question: RecordedRequest) -> Reply:
        missing: Reply = (404, {"code": "not_found"})
        reply = self.replies.get(f"{question.method} {question.path}", missing)
        return reply(question) if callable(reply) else reply

    def answer(self, question: RecordedRequest) -> Answered:
        self.asked.append(question)
        status, said, *more = self.reply(question)
        if isinstance(said, dict) and "code" in said and status >= HTTPStatus.BAD_REQUEST:
            said = problem(question, status, said)
        headers = more[0] if more else {}
        self.deviations += self._deviations(question, status, said, headers)
        return status, said, headers

    @staticmethod
    def _deviations(question: RecordedRequest, status: int, said: Any, headers: dict[str, str]) -> list[str]:
        exchange = Exchange(
            question.method,
            question.path,
            question.headers,
            question.query,
            question.body,
            status,
            said,
            headers.get("Content-Type", "").partition(";")[0],
        )
        return published().deviations(exchange)

    @contextmanager
    def held_to_contract(self) -> Iterator[None]:
        """Fails where an exchange inside is one that the published contract does not allow."""
        self.deviations.clear()
        yield
        assert not self.deviations, "\n".join(["outside the contract:", *dict.fromkeys(self.deviations)])

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
                query = dict(parse_qsl(parts.query, keep_blank_values=True))
                question = RecordedRequest(self.command, parts.path, dict(self.headers), body, query)
                status, said, more = double.answer(question)
                payload = said if isinstance(said, bytes) else json.dumps(said).encode()
                kind = "application/problem+json" if status >= 400 else "application/json"
                headers = {"Content-Type": kind, "Content-Length": str(len(payload))}
                headers |= {"Retry-After": "7"} if status == 503 else {}
                self.send_response(status)
                for name, value in (headers | more).items():
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

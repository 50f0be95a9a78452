"""An answer as bytes, and how it is sent."""

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

import orjson

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Header = tuple[bytes, bytes]

JSON: Header = (b"content-type", b"application/json")
NO_STORE: Header = (b"cache-control", b"no-store")
# Shared answers are asked again each time, and are cheap to confirm by their ETag.
REVALIDATE: Header = (b"cache-control", b"no-cache")


@dataclass(slots=True)
class Answer:
    status: int
    body: bytes = b""
    headers: list[Header] = field(default_factory=list)

    async def send(self, send: Send) -> None:
        headers = self.headers
        if self.status not in (204, 304):
            headers = [*headers, (b"content-length", str(len(self.body)).encode())]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


def json_answer(content: Any, status: int = 200, *headers: Header) -> Answer:
    return Answer(status, orjson.dumps(content), [JSON, *headers])


def version_tag(result: Any) -> bytes | None:
    """`"<version>"` of a view that has one."""
    version = result.get("version") if isinstance(result, dict) else None
    return f'"{version}"'.encode() if isinstance(version, int) else None


def matches(if_none_match: bytes | None, etag: bytes) -> bool:
    """Whether the reader already has this representation (RFC 9110, weak comparison)."""
    if if_none_match is None:
        return False
    if if_none_match.strip() == b"*":
        return True
    return etag in (tag.strip().removeprefix(b"W/") for tag in if_none_match.split(b","))

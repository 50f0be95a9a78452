"""Stored files sent in pieces: resumable by Range, confirmed by ETag, always as an attachment (RFC 9110)."""

import asyncio
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from chassis.files import FileStore
from contracts.refused import Refused
from gateway.answers import Header, Send, matches
from gateway.visit import RequestContext

RANGE = re.compile(rb"bytes=(\d{0,18})-(\d{0,18})")
SENDING_SECONDS = 60.0  # for one piece of 64 KiB: slower than this is not reading
UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+(; ?charset=[a-z0-9-]+)?", re.IGNORECASE)


async def send_file(store: FileStore, view: Mapping[str, Any], visit: RequestContext, send: Send) -> None:
    """Streams the file that `view` (an `ExportFileView`) names. Refuses `not_found` when it is no longer
    there."""
    key = str(view["file_key"])
    size = await asyncio.to_thread(store.size, key)
    if size is None:
        raise Refused("not_found")
    etag = f'"{view.get("sha256") or f"{key}-{size}"}"'.encode()
    headers = _headers(view, etag)
    if matches(visit.headers.get(b"if-none-match"), etag):
        await _empty(send, 304, headers)
        return
    asked = wanted(visit, size, etag)
    if asked is None:
        await _empty(send, 416, [*headers, (b"content-range", f"bytes */{size}".encode())])
        return
    start, end = asked
    whole = (start, end) == (0, size)
    if not whole:
        headers.append((b"content-range", f"bytes {start}-{end - 1}/{size}".encode()))
    headers.append((b"content-length", str(end - start).encode()))
    await send({"type": "http.response.start", "status": 200 if whole else 206, "headers": headers})
    if visit.method != "HEAD":
        await _pieces(store.read(key, start, end), send)
    await send({"type": "http.response.body", "body": b""})


async def _pieces(pieces: Iterator[bytes], send: Send) -> None:
    while piece := await asyncio.to_thread(next, pieces, b""):
        async with asyncio.timeout(SENDING_SECONDS):
            await send({"type": "http.response.body", "body": piece, "more_body": True})


async def _empty(send: Send, status: int, headers: list[Header]) -> None:
    length = [] if status == 304 else [(b"content-length", b"0")]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *length]})
    await send({"type": "http.response.body", "body": b""})


def wanted(visit: RequestContext, size: int, etag: bytes) -> tuple[int, int] | None:
    """The bytes [start, end) to send: all of them unless one range is asked for; nothing when it lies
    outside."""
    given = visit.headers.get(b"range")
    condition = visit.headers.get(b"if-range")
    if given is None or (condition is not None and condition.strip() != etag):
        return 0, size
    match = RANGE.fullmatch(given.strip())
    if match is None or match[0] == b"bytes=-":
        return 0, size  # several ranges, or another unit: RFC 9110 lets a server send everything
    if not match[1]:
        start, end = max(0, size - int(match[2])), size
    else:
        start, end = int(match[1]), min(size, int(match[2]) + 1) if match[2] else size
        if match[2] and int(match[2]) < start:
            return 0, size
    return (start, end) if start < end else None


def _headers(view: Mapping[str, Any], etag: bytes) -> list[Header]:
    name = str(view["file_name"])
    plain = UNSAFE.sub("_", name).strip("._") or "file"
    media_type = str(view["media_type"])
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return [
        (
            b"content-type",
            (media_type if MEDIA_TYPE.fullmatch(media_type) else "application/octet-stream").encode(),
        ),
        (b"content-disposition", disposition.encode()),
        (b"etag", etag),
        (b"accept-ranges", b"bytes"),
        (b"cache-control", b"private, no-cache"),
    ]

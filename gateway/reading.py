"""Path, query and body of a request, brought together into the one dict an operation takes."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

import orjson

from contracts.operations import Route
from contracts.refused import Refused
from gateway import sizes
from gateway.answers import Receive
from gateway.visit import RequestContext

KEY = re.compile(r"[\x21-\x7e]{8,200}")
IF_MATCH = re.compile(r'"(\d{1,10})(?:-[0-9a-f]+)?"')
QUERY_FIELDS = 100


class ClientDisconnected(Exception):
    """The caller hung up, or takes too long: there is nobody to answer."""


async def body(visit: RequestContext, receive: Receive, limit: int, seconds: float) -> bytes:
    """The whole body. Refuses `body_too_large` as soon as it is known to be, and keeps nothing of it."""
    try:
        async with asyncio.timeout(seconds):
            return b"".join([piece async for piece in pieces(visit, receive, limit, seconds)])
    except TimeoutError:
        raise ClientDisconnected from None


async def pieces(visit: RequestContext, receive: Receive, limit: int, pause: float) -> AsyncIterator[bytes]:
    """The body as it comes, no pause longer than `pause` seconds. Refuses `body_too_large` as soon as it is
    known to be."""
    declared = visit.headers.get(b"content-length")
    if declared is not None and declared.isdigit() and int(declared) > limit:
        raise Refused("body_too_large")
    size = 0
    more = True
    while more:
        try:
            async with asyncio.timeout(pause):
                message = await receive()
        except TimeoutError:
            raise ClientDisconnected from None
        if message["type"] == "http.disconnect":
            raise ClientDisconnected
        piece = message.get("body", b"")
        size += len(piece)
        if size > limit:
            raise Refused("body_too_large")
        more = message.get("more_body", False)
        yield piece


def values(
    route: Route, visit: RequestContext, path: Mapping[str, str], query: bytes, content: bytes
) -> dict[str, Any]:
    """The operation's request. Refuses `invalid_input` when a name is given twice with different values."""
    found: dict[str, Any] = dict(path)
    _merge(found, query_values(query))
    if content:
        _merge(found, json_values(visit, content, sizes.largest(route.operation)[0]))
    if route.if_match:
        _merge(found, [("version", version(visit))])
    return found


def query_values(query: bytes) -> list[tuple[str, str]]:
    if not query:
        return []
    try:
        return parse_qsl(
            query.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=QUERY_FIELDS
        )
    except ValueError:
        raise Refused("invalid_input", fields={"_schema": ["invalid"]}) from None


def json_values(visit: RequestContext, content: bytes, most: int) -> list[tuple[str, Any]]:
    """The members of a JSON object. Refuses other media types, other JSON, and more than `most` members in all."""
    media_type = visit.headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
    encoding = visit.headers.get(b"content-encoding", b"identity").strip().lower()
    if media_type != b"application/json" or encoding != b"identity":
        raise Refused("unsupported_media_type")
    try:
        parsed = orjson.loads(content)
    except orjson.JSONDecodeError:
        raise Refused("malformed_json") from None
    if not isinstance(parsed, dict):
        raise Refused("invalid_input", fields={"_schema": ["invalid"]})
    sizes.refuse_too_many(parsed, most)
    return list(parsed.items())


def version(visit: RequestContext) -> int:
    """The version that If-Match names: `"3"`, or an ETag of ours that begins with it."""
    given = visit.text(b"if-match")
    if given is None:
        raise Refused("precondition_required")
    match = IF_MATCH.fullmatch(given.strip())
    if match is None:
        raise Refused("invalid_input", fields={"version": ["invalid"]})
    return int(match[1])


def idempotency_key(route: Route, visit: RequestContext) -> str | None:
    """The caller's key; a random one where saying the same again is harmless; none for a query."""
    if not route.is_command:
        return None
    given = visit.text(b"idempotency-key")
    if given is None and not route.key_required:
        return f"gateway-{visit.request_id}-{visit.traceparent[36:52]}"
    if given is None or not KEY.fullmatch(given):
        raise Refused("idempotency_key_required")
    return given


def _merge(found: dict[str, Any], more: list[tuple[str, Any]]) -> None:
    for name, value in more:
        if name in found and found[name] != value:
            raise Refused("invalid_input", fields={name: ["invalid"]})
        found[name] = value

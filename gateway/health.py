"""Whether the gateway serves, and how the services are."""

import asyncio
import time
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST

from chassis.metrics import exposition
from contracts.refused import Refused
from contracts.services import OPERATIONS
from gateway.rpc import Caller, Rpc

PING_SECONDS = 1.0
KEPT_SECONDS = 2.0


class Health:
    """Asks every service `ping`, at most every two seconds however often it is looked at."""

    def __init__(self, rpc: Rpc) -> None:
        self._rpc = rpc
        self._asked_at = float("-inf")
        self._asking: asyncio.Task[dict[str, Any]] | None = None

    async def of_all(self) -> dict[str, Any]:
        """`state` is "up" when the broker and every service answer, else "degraded"; then each with its
        time."""
        now = time.monotonic()
        if self._asking is None or (self._asking.done() and now - self._asked_at > KEPT_SECONDS):
            self._asked_at = now
            self._asking = asyncio.ensure_future(self._ask())
        return await asyncio.shield(self._asking)

    async def _ask(self) -> dict[str, Any]:
        states = await asyncio.gather(*(self._ping(service) for service in OPERATIONS))
        broker = {"name": "broker", "state": "up" if self._rpc.is_ready else "down", "milliseconds": None}
        entries = [broker, *states]
        good = all(entry["state"] == "up" for entry in entries)
        return {"state": "up" if good else "degraded", "services": entries}

    async def _ping(self, service: str) -> dict[str, Any]:
        caller = Caller("fr", "gateway-health", f"00-{'2' * 32}-{'2' * 16}-00")
        began = time.perf_counter()
        try:
            await self._rpc.ask(f"{service}.ping", {}, caller, changes=False, seconds=PING_SECONDS)
        except Refused as refused:
            state = {"unavailable": "down", "overloaded": "overloaded", "internal_error": "failing"}.get(
                refused.code
            )
            if state is not None:  # any other refusal was said by a service that is well enough to refuse
                return {"name": service, "state": state, "milliseconds": None}
        return {
            "name": service,
            "state": "up",
            "milliseconds": round((time.perf_counter() - began) * 1000, 1),
        }


async def serve(port: int, rpc: Rpc, host: str) -> asyncio.Server:
    """The internal port: /healthz/live, /healthz/ready and /metrics, one request a connection."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(5):
                line = await reader.readuntil(b"\r\n")
                while await reader.readuntil(b"\r\n") != b"\r\n":
                    pass
            path = line.split(b" ")[1] if line.count(b" ") == 2 else b""
            status, media_type, body = _internal(path, rpc)
            head = f"HTTP/1.1 {status}\r\ncontent-type: {media_type}\r\ncontent-length: {len(body)}\r\n"
            writer.write(head.encode() + b"connection: close\r\n\r\n" + body)
            await writer.drain()
        except (TimeoutError, ValueError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    return await asyncio.start_server(answer, host, port)


def _internal(path: bytes, rpc: Rpc) -> tuple[str, str, bytes]:
    if path == b"/healthz/live":
        return "200 OK", "text/plain", b"live\n"
    if path == b"/healthz/ready":
        return (
            ("200 OK", "text/plain", b"ready\n")
            if rpc.is_ready
            else ("503 Away", "text/plain", b"no broker\n")
        )
    if path == b"/metrics":
        return "200 OK", CONTENT_TYPE_LATEST, exposition()
    return "404 Not Found", "text/plain", b"?\n"

"""Takes the file of an upload: streamed to storage as it comes, never kept in memory, never sent over the bus.

The operation is asked with the file's key as `file`. The key follows from who uploads, where, and their
Idempotency-Key, so that a retry asks the very same thing.
"""

import asyncio
import hashlib
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import IO, Any

from chassis.files import FileStore, sha256_of
from contracts.operations import Route
from contracts.refused import Refused
from gateway import reading
from gateway.answers import Receive
from gateway.visit import RequestContext

# The last is what browsers on Windows call a .csv.
MEDIA_TYPES = (b"text/csv", b"text/plain", b"application/octet-stream", b"application/vnd.ms-excel")
AT_ONCE = 65_536  # written to storage in pieces of about this size
# After these nobody knows whether the operation was carried out: a retry finds the file still there.
UNKNOWN = frozenset({"outcome_unknown", "unavailable", "internal_error"})


class Uploads:
    """Uploads of at most `limit` bytes, in `seconds`, no pause being longer than `pause`."""

    def __init__(self, store: FileStore, limit: int, seconds: float, pause: float) -> None:
        self._store, self._limit, self._seconds, self._pause = store, limit, seconds, pause

    @asynccontextmanager
    async def taken(
        self, route: Route, visit: RequestContext, path: Mapping[str, str], query: bytes, receive: Receive
    ) -> AsyncIterator[dict[str, Any]]:
        """The operation's request while it is being asked. A file that is refused is not kept."""
        request = reading.values(route, visit, path, query, b"")
        if "file" in request:
            raise Refused("invalid_input", fields={"file": ["unknown_field"]})
        _require_file(visit)
        key = key_of(route, visit, path)
        pieces = reading.pieces(visit, receive, self._limit, self._pause)
        try:
            async with asyncio.timeout(self._seconds):
                is_new = await self._keep(key, pieces)
        except TimeoutError:
            raise reading.ClientDisconnected from None
        try:
            yield {**request, "file": key}
        except Refused as refused:
            if is_new and refused.code not in UNKNOWN:
                await asyncio.to_thread(self._store.delete, key)
            raise

    async def _keep(self, key: str, pieces: AsyncIterator[bytes]) -> bool:
        """False when it was kept before; what was kept under a key stays as it is."""
        if await asyncio.to_thread(self._store.size, key) is None:
            await self._write(key, pieces)
            return True
        digest = hashlib.sha256()
        async for piece in pieces:
            digest.update(piece)
        if digest.hexdigest() != await asyncio.to_thread(sha256_of, self._store, key):
            raise Refused("idempotency_key_reused")
        return False

    async def _write(self, key: str, pieces: AsyncIterator[bytes]) -> None:
        async with _writing(self._store, key) as file:
            waiting = bytearray()
            async for piece in pieces:
                waiting += piece
                if len(waiting) >= AT_ONCE:
                    await asyncio.to_thread(file.write, bytes(waiting))
                    waiting.clear()
            await asyncio.to_thread(file.write, bytes(waiting))


def key_of(route: Route, visit: RequestContext, path: Mapping[str, str]) -> str:
    """Refuses `idempotency_key_required`."""
    given = reading.idempotency_key(route, visit)
    who = visit.claims["sub"] if visit.claims else ""
    said = [
        str(who),
        route.operation.routing_key,
        *(f"{name}={path[name]}" for name in sorted(path)),
        str(given),
    ]
    digest = hashlib.sha256("\n".join(said).encode()).digest()
    return f"uploads/{uuid.UUID(bytes=digest[:16])}.csv"


def _require_file(visit: RequestContext) -> None:
    media_type = visit.headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
    encoding = visit.headers.get(b"content-encoding", b"identity").strip().lower()
    if media_type not in MEDIA_TYPES or encoding != b"identity":
        raise Refused("unsupported_media_type", accepted=[each.decode() for each in MEDIA_TYPES])


@asynccontextmanager
async def _writing(store: FileStore, key: str) -> AsyncIterator[IO[bytes]]:
    """`store.writing` without stalling the loop."""
    block = store.writing(key)
    file = await asyncio.to_thread(block.__enter__)
    try:
        yield file
    except BaseException as error:
        await asyncio.shield(asyncio.to_thread(block.__exit__, type(error), error, error.__traceback__))
        raise
    await asyncio.to_thread(block.__exit__, None, None, None)

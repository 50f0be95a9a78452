"""Live figures of a project by Server-Sent Events: asked once a second at most, for however many listen.

A public project has one feed, asked for on nobody's behalf. A project that not everyone may see has one per
access token, which ends with the token. Each message is the whole state, so that to resume is to be given
the latest unless `Last-Event-ID` says that one has it.
"""

import asyncio
import time
from uuid import UUID

import orjson

from contracts.consultations.projects import get_figures
from contracts.identity.facts import rights_changed, session_ended
from contracts.refused import Refused
from gateway.answers import Receive, Scope, Send
from gateway.edge import TokenGuard
from gateway.facts import ReceivedFact
from gateway.metrics import LISTENERS
from gateway.rpc import Caller, Rpc
from gateway.visit import RequestContext

HEARTBEAT_SECONDS = 15.0
COALESCE_SECONDS = 1.0
HEARTBEAT = b": still here\n\n"
PRIVATE = frozenset({"not_found", "forbidden", "sign_in_required"})
JUDGING = frozenset({session_ended.name, rights_changed.name})
FeedKey = tuple[str, str | None]


class Listener:
    """One open stream: woken when there is something to send, or when its reader is gone."""

    __slots__ = ("wake",)

    def __init__(self) -> None:
        self.wake: asyncio.Event = asyncio.Event()


class Feed:
    """The latest message of one project, and who waits for the next."""

    def __init__(self, key: FeedKey, caller: Caller, data: bytes, account: str | None) -> None:
        self.key, self.caller, self.account = key, caller, account
        self.listeners: set[Listener] = set()
        self.dirty = asyncio.Event()
        self.ended = False
        self.message, self.last_id, self.beats, self._data = b"", 0, 0, b""
        self.publish(data)

    def publish(self, data: bytes) -> None:
        """A new state, unless it is the same as before."""
        if data == self._data:
            return
        self._data = data
        self.last_id = max(self.last_id + 1, int(time.time() * 1000))
        self.message = b"id: %d\nevent: figures\ndata: %b\n\n" % (self.last_id, data)
        self.wake_all()

    def beat(self) -> None:
        self.beats += 1
        self.wake_all()

    def end(self) -> None:
        self.ended = True
        self.wake_all()

    def wake_all(self) -> None:
        for listener in self.listeners:
            listener.wake.set()


class Live:
    """The feeds that someone listens to."""

    def __init__(self, rpc: Rpc, keeper: TokenGuard) -> None:
        self._rpc, self._keeper = rpc, keeper
        self._feeds: dict[FeedKey, Feed] = {}
        self._opening: dict[FeedKey, asyncio.Task[Feed]] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._closed = False

    def hear(self, fact: ReceivedFact) -> None:
        """What concerns a project stirs its feeds; what concerns an account's rights, those opened by it."""
        project, account = fact.data.get("project_id"), fact.data.get("account_id")
        judged = account if fact.name in JUDGING else None
        for feed in self._feeds.values():
            if feed.key[0] == project or (judged is not None and feed.account == judged):
                feed.dirty.set()

    def stir(self) -> None:
        """Facts may have been missed: every feed asks again."""
        for feed in self._feeds.values():
            feed.dirty.set()

    def close(self) -> None:
        """Ends every stream, so that the process can end; readers come back to another."""
        self._closed = True
        for feed in self._feeds.values():
            feed.end()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        visit: RequestContext = scope["state"]["visit"]
        if visit.method != "GET":
            raise Refused("method_not_allowed", allow="GET")
        try:
            project = str(UUID(scope["path_params"]["project_id"]))
        except ValueError:
            raise Refused("not_found") from None
        feed = await self._feed(project, visit)
        listener = Listener()
        feed.listeners.add(listener)
        LISTENERS.inc()
        gone = asyncio.ensure_future(_until_gone(receive, listener))
        try:
            await self._stream(feed, listener, gone, visit, send)
        finally:
            LISTENERS.dec()
            feed.listeners.discard(listener)
            gone.cancel()
            if not feed.listeners:
                feed.dirty.set()  # lets the feed see that nobody is left

    async def _stream(
        self, feed: Feed, listener: Listener, gone: "asyncio.Task[None]", visit: RequestContext, send: Send
    ) -> None:
        headers = [
            (b"content-type", b"text/event-stream"),
            (b"cache-control", b"no-store"),
            (b"x-accel-buffering", b"no"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await _say(send, b"retry: 3000\n\n")
        seen = feed.last_id if visit.text(b"last-event-id") == str(feed.last_id) else 0
        beats = feed.beats
        while not (gone.done() or feed.ended):
            if feed.last_id != seen:
                seen = feed.last_id
                await _say(send, feed.message)
            elif feed.beats != beats:
                await _say(send, HEARTBEAT)
            beats = feed.beats
            await listener.wake.wait()
            listener.wake.clear()
        await send({"type": "http.response.body", "body": b""})

    async def _feed(self, project: str, visit: RequestContext) -> Feed:
        """The feed that the visitor may listen to. Refuses what the service refuses."""
        if self._closed:
            raise Refused("unavailable")
        try:
            return await self._opened((project, None), visit.anonymous_caller, None)
        except Refused as refused:
            if refused.code not in PRIVATE or visit.claims is None:
                raise
        return await self._opened((project, visit.token), visit.caller(), str(visit.claims["sub"]))

    async def _opened(self, key: FeedKey, caller: Caller, account: str | None) -> Feed:
        feed = self._feeds.get(key)
        if feed is not None and not feed.ended:
            return feed
        opening = self._opening.get(key)
        if opening is None:
            opening = self._opening[key] = asyncio.ensure_future(self._open(key, caller, account))
            opening.add_done_callback(lambda _: self._opening.pop(key, None))
        return await asyncio.shield(opening)

    async def _open(self, key: FeedKey, caller: Caller, account: str | None) -> Feed:
        data = await self._ask(key, caller)
        feed = self._feeds[key] = Feed(key, caller, data, account)
        running = asyncio.ensure_future(self._run(feed))
        self._running.add(running)
        running.add_done_callback(self._running.discard)
        return feed

    async def _ask(self, key: FeedKey, caller: Caller) -> bytes:
        result = await self._rpc.ask(get_figures.routing_key, {"project_id": key[0]}, caller, changes=False)
        return orjson.dumps(result)

    async def _run(self, feed: Feed) -> None:
        """Keeps one feed for as long as someone listens."""
        try:
            await asyncio.sleep(COALESCE_SECONDS)
            while feed.listeners and not feed.ended:
                stirred = await _stirred(feed)
                self._admit(feed)
                if not stirred:
                    feed.beat()
                elif feed.listeners:
                    await self._refresh(feed)
                    await asyncio.sleep(COALESCE_SECONDS)
        finally:
            feed.end()
            if self._feeds.get(feed.key) is feed:
                del self._feeds[feed.key]

    def _admit(self, feed: Feed) -> None:
        """Ends a feed whose token is over, or was voided."""
        if feed.caller.token is None:
            return
        try:
            self._keeper.claims(feed.caller.token)
        except Refused:
            feed.end()

    async def _refresh(self, feed: Feed) -> None:
        try:
            feed.publish(await self._ask(feed.key, feed.caller))
        except Refused as refused:
            if refused.code in ("unavailable", "overloaded"):
                feed.dirty.set()  # asked again after the pause; readers keep what they have
            else:
                feed.end()


async def _stirred(feed: Feed) -> bool:
    """Whether something happened within a heartbeat."""
    try:
        async with asyncio.timeout(HEARTBEAT_SECONDS):
            await feed.dirty.wait()
    except TimeoutError:
        return False
    feed.dirty.clear()
    return True


async def _say(send: Send, chunk: bytes) -> None:
    await send({"type": "http.response.body", "body": chunk, "more_body": True})


async def _until_gone(receive: Receive, listener: Listener) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.wake.set()

"""Shared answers of anonymous reads: one question at a time per address, two seconds old at most.

An entry is tagged with every id in its request and answer. A fact that names one of them makes the entry
old at once: it is asked again, and kept only for the case that the service is away. A fact that takes
something out of view (moderation, an edit, erasure, a project withdrawn) forgets the entry altogether. A fact that
merely counts (votes) touches the entries that show the thing counted, and leaves the wider totals their two
seconds: otherwise a busy vote would turn every page of its project into a question.
"""

import asyncio
import hashlib
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson
from cachetools import LRUCache

from contracts.consultations import facts as told
from contracts.operations import Cached
from contracts.refused import Refused
from gateway.answers import JSON, REVALIDATE, Header
from gateway.facts import ReceivedFact

STALE_SECONDS = 600.0
RETRY_SECONDS = 1.0  # how long an absent service is left alone before the next question
ENTRY_BYTES = 1_500  # what an entry costs besides its body, roughly
TAG_BYTES = 250
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
UNAVAILABLE_CODES = frozenset({"unavailable", "overloaded"})
COUNTING = frozenset(
    fact.name
    for fact in (
        told.opinion_vote_cast,
        told.opinion_vote_withdrawn,
        told.support_given,
        told.support_withdrawn,
    )
)
EVERYTHING = "*"
COUNTED = ("contribution_id", "target_id")
WITHDRAWING = frozenset(
    fact.name
    for fact in (
        told.moderated,
        told.contribution_edited,
        told.contribution_erased,
        told.argument_erased,
        told.source_erased,
        told.version_left_alone,
        told.project_published,
    )
)
Key = tuple[bytes, bytes, str]


@dataclass(slots=True, eq=False)
class Entry:
    """`fresh_until` and `made_at` by the monotonic clock. `headers` are those of a 200."""

    key: Key
    body: bytes
    etag: bytes
    headers: list[Header]
    tags: frozenset[str]
    made_at: float
    fresh_until: float
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.size = len(self.body) + ENTRY_BYTES + TAG_BYTES * len(self.tags)


class Cache:
    """Bounded by `limit` bytes, least recently used out first."""

    def __init__(self, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit, self._clock = limit, clock
        self._entries: OrderedDict[Key, Entry] = OrderedDict()
        self._tagged: dict[str, set[Key]] = {}
        self._flights: dict[Key, asyncio.Task[Entry]] = {}
        self._told: LRUCache[str, float] = LRUCache(10_000)
        self._away_until: dict[Key, float] = {}
        self.size = 0

    def fresh(self, key: Key) -> Entry | None:
        """The entry to answer with as it is, if any."""
        entry = self._entries.get(key)
        if entry is None or entry.fresh_until <= self._clock():
            return None
        self._entries.move_to_end(key)
        return entry

    async def answer(
        self, key: Key, cached: Cached, ask: Callable[[], Awaitable[Any]]
    ) -> tuple[Entry, float | None]:
        """An entry, asked for when there is no fresh one; its age in seconds when the service is away.

        Refuses what `ask` refuses.
        """
        entry = self.fresh(key)
        if entry is not None:
            return entry, None
        if self._away_until.get(key, 0.0) > self._clock() and (old := self._stale(key)):
            return old
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = asyncio.ensure_future(self._fly(key, cached, ask))
            flight.add_done_callback(lambda done: self._landed(key, done))
        try:
            return await asyncio.shield(flight), None
        except Refused as refused:
            if refused.code not in UNAVAILABLE_CODES or (old := self._stale(key)) is None:
                raise
            self._away_until[key] = self._clock() + RETRY_SECONDS
            return old

    def _landed(self, key: Key, flight: "asyncio.Task[Entry]") -> None:
        self._flights.pop(key, None)
        if not flight.cancelled() and flight.exception() is None:
            self._away_until.pop(key, None)

    async def _fly(self, key: Key, cached: Cached, ask: Callable[[], Awaitable[Any]]) -> Entry:
        began = self._clock()
        result = await ask()
        entry = _entry(key, result, cached, self._clock())
        if any(self._told.get(tag, -1.0) >= began for tag in (*entry.tags, EVERYTHING)):
            entry.fresh_until = 0.0  # a fact came while the answer was on its way: it may hold what is gone
        else:
            self._keep(entry)
        return entry

    def _stale(self, key: Key) -> tuple[Entry, float] | None:
        entry = self._entries.get(key)
        if entry is None:
            return None
        age = self._clock() - entry.made_at
        return (entry, age) if age <= STALE_SECONDS else None

    def _keep(self, entry: Entry) -> None:
        self._forget(entry.key)
        if entry.size > self._limit // 8:
            return
        self._entries[entry.key] = entry
        self.size += entry.size
        for tag in entry.tags:
            self._tagged.setdefault(tag, set()).add(entry.key)
        while self.size > self._limit:
            self._forget(next(iter(self._entries)))

    def _forget(self, key: Key) -> None:
        entry = self._entries.pop(key, None)
        self._away_until.pop(key, None)
        if entry is None:
            return
        self.size -= entry.size
        for tag in entry.tags:
            keys = self._tagged[tag]
            keys.discard(key)
            if not keys:
                del self._tagged[tag]

    def hear(self, fact: ReceivedFact) -> None:
        """A fact: what it touches is not answered again without asking."""
        withdraws = fact.name in WITHDRAWING
        if fact.name == told.project_published.name:
            self.forget_all()
        for tag in tags_of(fact):
            self._remember(tag)
            for key in tuple(self._tagged.get(tag, ())):
                if withdraws:
                    self._forget(key)
                else:
                    self._entries[key].fresh_until = 0.0

    def _remember(self, tag: str) -> None:
        self._told[tag] = self._clock()

    def forget_all(self) -> None:
        """Who may see a project changed. What stands deep in it does not name it, and it happens seldom."""
        for key in tuple(self._entries):
            self._forget(key)
        self._remember(EVERYTHING)

    def void(self) -> None:
        """Everything is old: facts may have been missed."""
        for entry in self._entries.values():
            entry.fresh_until = 0.0


def tags_of(fact: ReceivedFact) -> Iterable[str]:
    """The fact's own name, and the ids it names but people's."""
    names = COUNTED if fact.name in COUNTING else (name for name in fact.data if name.endswith("_id"))
    ids = [fact.data.get(name) for name in names if not name.endswith("account_id")]
    return [fact.name, *(value for value in ids if isinstance(value, str))]


def _entry(key: Key, result: Any, cached: Cached, now: float) -> Entry:
    body = orjson.dumps(result)
    found = (
        UUID.findall(body.decode())
        + UUID.findall(key[0].decode("latin-1"))
        + UUID.findall(key[1].decode("latin-1"))
    )
    version = result.get("version") if isinstance(result, dict) else None
    digest = hashlib.blake2b(body, digest_size=9).hexdigest()
    etag = (f'"{version}-{digest}"' if isinstance(version, int) else f'"{digest}"').encode()
    headers = [
        JSON,
        (b"etag", etag),
        REVALIDATE,
        (b"content-length", str(len(body)).encode()),
    ]
    tags = frozenset(found) | frozenset(cached.voided_by)
    return Entry(key, body, etag, headers, tags, now, now + cached.seconds)

"""Whose pages may read our answers in a browser: the front end's, and the sites of client organisations (CORS)."""

import asyncio
from urllib.parse import urlsplit

from chassis.logs import get_logger
from contracts.identity import facts
from contracts.identity.organisations import list_organisations
from contracts.normalisation import ascii_domain
from contracts.refused import Refused
from gateway.facts import ReceivedFact
from gateway.rpc import Caller, Rpc

CHANGING = frozenset({facts.organisation_created.name, facts.organisation_changed.name})
LEAST_PAUSE, AWAY_PAUSE = 1.0, 5.0
PAGES_AT_MOST = 1_000


class Origins:
    """The origins of organisations' websites, asked for every `seconds` and when one changes; and our own, always:
    its booth sends sealed ballots here itself, without the front end's server between.
    """

    def __init__(self, rpc: Rpc, seconds: float, front_end: str = "") -> None:
        self._own = origin_of(front_end)
        self._rpc, self._seconds = rpc, seconds
        self._known: frozenset[bytes] = frozenset()
        self._changed = asyncio.Event()

    def allows(self, origin: bytes) -> bool:
        return origin in self._known or (origin == self._own and self._own is not None)

    def hear(self, fact: ReceivedFact) -> None:
        if fact.name in CHANGING:
            self._changed.set()

    async def keep(self) -> None:
        """Runs for ever. What is known stays when identity is away, which is asked again soon."""
        while True:
            self._changed.clear()
            pause = self._seconds
            try:
                self._known = await self._ask()
            except Refused as refused:
                get_logger().info("organisations not asked", code=refused.code)
                pause = min(pause, AWAY_PAUSE)
            await asyncio.sleep(LEAST_PAUSE)
            try:
                async with asyncio.timeout(pause):
                    await self._changed.wait()
            except TimeoutError:
                continue

    async def _ask(self) -> frozenset[bytes]:
        caller = Caller("fr", "gateway-origins", "00-" + "1" * 32 + "-" + "1" * 16 + "-00")
        found: set[bytes] = set()
        cursor: str | None = None
        for _ in range(PAGES_AT_MOST):
            request = {"limit": 100} | ({"cursor": cursor} if cursor else {})
            page = await self._rpc.ask(list_organisations.routing_key, request, caller, changes=False)
            found.update(filter(None, (origin_of(item.get("website")) for item in page["items"])))
            cursor = page.get("next_cursor")
            if not cursor:
                break
        return frozenset(found)


def origin_of(website: str | None) -> bytes | None:
    """`https://ville.example/page` → `https://ville.example` as a browser writes it."""
    try:
        parts = urlsplit(website or "")
        host, port = parts.hostname, parts.port
        if parts.scheme not in ("http", "https") or not host:
            return None
        usual = {"http": 80, "https": 443}[parts.scheme]
        written = ascii_domain(host) + ("" if port in (None, usual) else f":{port}")
        return f"{parts.scheme}://{written}".encode()
    except ValueError:
        return None

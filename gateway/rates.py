"""How often one may come: by account, or by network address."""

import math
import time
from collections import OrderedDict

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import SlidingWindowCounterSupport, Storage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.storage import storage_from_string

from contracts.refused import Refused
from gateway.answers import Header

READS_PER_MINUTE = 600
WRITES_PER_MINUTE = 120
PEOPLE_BEHIND_ADDRESS = 5  # times as much by address: a hall or a school that votes together has one
COUNTERS_AT_MOST = 400_000


class Rates:
    """Refuses `too_many_requests`. `storage` is the address of a store shared by replicas, or empty for
    memory."""

    def __init__(self, factor: float = 1.0, storage: str = "") -> None:
        kept = storage_from_string(storage) if storage else Counters()
        self._limiter = SlidingWindowCounterRateLimiter(kept)
        self._account = _items(factor)
        self._address = _items(factor * PEOPLE_BEHIND_ADDRESS)
        checks = int(READS_PER_MINUTE * factor * PEOPLE_BEHIND_ADDRESS)
        self._checks = RateLimitItemPerMinute(max(1, checks), namespace="checks")

    async def count_check(self, address: str) -> None:
        """Counts one token that has to be checked, which costs more than to count."""
        if not await self._limiter.hit(self._checks, address):
            reset, _ = await self._limiter.get_window_stats(self._checks, address)
            raise Refused("too_many_requests", retry_after=max(1, math.ceil(reset - time.time())))

    async def count(self, who: str, writes: bool, *, by_address: bool) -> list[Header]:
        """Counts one request and says what is left, in the headers of
        draft-ietf-httpapi-ratelimit-headers."""
        item = (self._address if by_address else self._account)[writes]
        allowed = await self._limiter.hit(item, who)
        reset, left = await self._limiter.get_window_stats(item, who)
        seconds = max(1, math.ceil(reset - time.time()))
        if not allowed:
            raise Refused("too_many_requests", retry_after=seconds)
        return _headers(item, left, seconds)


def _items(factor: float) -> tuple[RateLimitItem, RateLimitItem]:
    """Reads and writes a minute."""
    return (
        RateLimitItemPerMinute(max(1, int(READS_PER_MINUTE * factor)), namespace="reads"),
        RateLimitItemPerMinute(max(1, int(WRITES_PER_MINUTE * factor)), namespace="writes"),
    )


def _headers(item: RateLimitItem, left: int, seconds: int) -> list[Header]:
    name = item.namespace
    return [
        (b"ratelimit-policy", f'"{name}";q={item.amount};w=60'.encode()),
        (b"ratelimit", f'"{name}";r={left};t={seconds}'.encode()),
    ]


class Counters(Storage, SlidingWindowCounterSupport):
    """Memory for `limits` on one event loop. Its own memory storage looks through all counters at each
    hit."""

    STORAGE_SCHEME = ["async+counters"]

    def __init__(self) -> None:
        super().__init__()
        self._counts: OrderedDict[str, tuple[int, float]] = OrderedDict()

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        now = time.time()
        count, until = self._counts.pop(key, (0, 0.0))
        if until <= now:
            count, until = 0, now + expiry
        self._counts[key] = (count + amount, until)
        while len(self._counts) > 1 and (
            len(self._counts) > COUNTERS_AT_MOST or next(iter(self._counts.values()))[1] <= now
        ):
            self._counts.popitem(last=False)
        return count + amount

    async def get(self, key: str) -> int:
        count, until = self._counts.get(key, (0, 0.0))
        return count if until > time.time() else 0

    async def get_expiry(self, key: str) -> float:
        return self._counts.get(key, (0, time.time()))[1]

    async def check(self) -> bool:
        return True

    async def reset(self) -> int | None:
        held = len(self._counts)
        self._counts.clear()
        return held

    async def clear(self, key: str) -> None:
        self._counts.pop(key, None)

    async def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        previous, left, current, _ = await self.get_sliding_window(key, expiry)
        if math.floor(previous * left / expiry + current) + amount > limit:
            return False
        await self.incr(self._window(key, expiry, 0), 2 * expiry, amount)
        return True

    async def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        now = time.time()
        left = expiry - now % expiry
        previous = await self.get(self._window(key, expiry, 1))
        current = await self.get(self._window(key, expiry, 0))
        return previous, left if previous else 0.0, current, left + expiry

    async def clear_sliding_window(self, key: str, expiry: int) -> None:
        await self.clear(self._window(key, expiry, 0))
        await self.clear(self._window(key, expiry, 1))

    @staticmethod
    def _window(key: str, expiry: int, ago: int) -> str:
        return f"{key}/{int(time.time() // expiry) - ago}"

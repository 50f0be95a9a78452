"""What every request passes: ids, language, token, rate, CORS, and the headers of every answer. An ASGI
application.

A shared answer that is still fresh goes out from here, before any routing: that is the hot path.
"""

from typing import Any

from chassis.logs import get_logger, where
from contracts.refused import Refused
from gateway.answers import Answer, Header, Receive, Scope, Send
from gateway.cache import Cache
from gateway.edge import TokenGuard
from gateway.metrics import count_request
from gateway.operations import cache_key, send_entry
from gateway.origins import Origins
from gateway.problems import problem
from gateway.rates import Rates
from gateway.reading import ClientDisconnected
from gateway.visit import Proxies, RequestContext, bearer, read

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
ALWAYS: list[Header] = [
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"strict-transport-security", b"max-age=31536000; includeSubDomains"),
    (b"vary", b"Accept-Language, Authorization, Origin"),
]
EXPOSED = (
    b"Age, Content-Disposition, Content-Range, ETag, Location, RateLimit, RateLimit-Policy, Retry-After, "
    b"traceparent, X-Capco-Stale, X-Request-Id"
)
TAKEN = (
    b"Accept-Language, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, "
    b"Last-Event-ID, Range, traceparent, X-Request-Id"
)
PREFLIGHT: list[Header] = [
    (b"access-control-allow-methods", b"GET, HEAD, POST, PUT, PATCH, DELETE"),
    (b"access-control-allow-headers", TAKEN),
    (b"access-control-max-age", b"600"),
]
UNCOUNTED = ("/healthz/", "/problems/")


class EdgeMiddleware:
    def __init__(
        self, inside: Any, proxies: Proxies, keeper: TokenGuard, rates: Rates, origins: Origins, cache: Cache
    ) -> None:
        self._inside, self._proxies = inside, proxies
        self._keeper, self._rates, self._origins, self._cache = keeper, rates, origins, cache

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._inside(scope, receive, send)
            return
        visit = read(scope, self._proxies)
        sending = _Sending(send, self._common(visit), visit)
        try:
            await self._answer(scope, receive, visit, sending)
        except Refused as refused:
            await sending.instead(problem(refused, visit))
        except ClientDisconnected:
            sending.outcome = 499
        except Exception as error:  # noqa: BLE001 - the last line: said to ops, not to the caller
            get_logger().error(
                "unexpected", error=type(error).__name__, where=where(error), request_id=visit.request_id,
                trace_id=visit.traceparent[3:35],
            )  # fmt: skip
            await sending.instead(problem(Refused("internal_error"), visit))
        count_request(visit.operation, sending.outcome)

    async def _answer(
        self, scope: Scope, receive: Receive, visit: RequestContext, sending: "_Sending"
    ) -> None:
        if visit.method == "OPTIONS":
            await self._preflight(visit, sending)
            return
        await self._admit(scope, visit, sending)
        if visit.claims is None and visit.refused is None and visit.method in SAFE:
            entry = self._cache.fresh(cache_key(scope, visit))
            if entry is not None:
                visit.operation = "shared"
                await send_entry(entry, None, visit, sending)
                return
        scope["state"]["visit"] = visit
        await self._inside(scope, receive, sending)

    async def _admit(self, scope: Scope, visit: RequestContext, sending: "_Sending") -> None:
        """Token and rate. Tokens not seen before are counted by address before they are checked, bad ones once more."""
        if scope["path"].startswith(UNCOUNTED):
            return
        try:
            visit.token = bearer(visit)
            if visit.token is not None:
                if not self._keeper.knows(visit.token):
                    await self._rates.count_check(visit.client)
                visit.claims = self._keeper.claims(visit.token)
        except Refused as refused:
            if refused.code == "too_many_requests":
                raise
            visit.token, visit.refused = None, refused
        who = visit.client if visit.claims is None else str(visit.claims["sub"])
        writes = visit.method not in SAFE
        sending.headers += await self._rates.count(who, writes, by_address=visit.claims is None)

    def _common(self, visit: RequestContext) -> list[Header]:
        headers = [
            *ALWAYS,
            (b"x-request-id", visit.request_id.encode()),
            (b"traceparent", visit.traceparent.encode()),
        ]
        origin = visit.headers.get(b"origin")
        if origin is not None and self._origins.allows(origin):
            headers += [(b"access-control-allow-origin", origin), (b"access-control-expose-headers", EXPOSED)]
        return headers

    async def _preflight(self, visit: RequestContext, sending: "_Sending") -> None:
        allowed = self._origins.allows(visit.headers.get(b"origin", b""))
        await Answer(204, headers=PREFLIGHT if allowed else []).send(sending)


class _Sending:
    """The server's `send` with the headers of every answer added."""

    __slots__ = ("_send", "_visit", "headers", "outcome")

    def __init__(self, send: Send, headers: list[Header], visit: RequestContext) -> None:
        self._send, self.headers, self._visit, self.outcome = send, headers, visit, 0

    async def __call__(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.outcome = message["status"]
            given = message["headers"]
            replaced = {name for name, _ in given}
            message = {**message, "headers": [*given, *(h for h in self.headers if h[0] not in replaced)]}
        await self._send(message)

    async def instead(self, answer: Answer) -> None:
        """A problem, unless an answer has begun: then the connection is cut, which tells that it is not
        whole."""
        if self.outcome:
            raise ConnectionAbortedError
        await answer.send(self)

"""Answers the declared routes: reads the request, asks the service, says what it answered."""

from collections.abc import Mapping
from typing import Any

from chassis.files import FileStore
from contracts.operations import Cached, Route
from contracts.refused import Refused
from gateway import files, reading, sizes
from gateway.answers import NO_STORE, Answer, Header, Receive, Scope, Send, json_answer, matches, version_tag
from gateway.cache import Cache, Entry, Key
from gateway.rpc import Caller, Rpc
from gateway.settings import Settings
from gateway.tree import Tree
from gateway.uploads import Uploads
from gateway.visit import RequestContext

STALE: list[Header] = [(b"x-capco-stale", b"1"), (b"warning", b'110 - "Response is Stale"')]


class Dispatcher:
    """What answering takes: the way to the services, the shared answers, the stored files."""

    def __init__(self, settings: Settings, rpc: Rpc, cache: Cache, store: FileStore) -> None:
        self.settings, self.rpc, self.cache, self.store = settings, rpc, cache, store
        self.uploads = Uploads(store, settings.upload_limit, settings.upload_seconds, settings.body_seconds)

    async def ask(
        self, route: Route, request: Mapping[str, Any], visit: RequestContext, *, shared: bool = False
    ) -> Any:
        caller = self._caller(route, visit, shared)
        operation = route.operation.routing_key
        return await self.rpc.ask(
            operation, request, caller, changes=route.is_command, seconds=route.deadline
        )

    @staticmethod
    def _caller(route: Route, visit: RequestContext, shared: bool) -> Caller:
        if shared:
            return visit.anonymous_caller
        key = reading.idempotency_key(route, visit)
        return visit.private_caller if route.operation.private else visit.caller(key)


class Resource:
    """One path: its operation for each method."""

    def __init__(self, dispatcher: Dispatcher, routes: Mapping[str, Route]) -> None:
        self._dispatcher, self._routes = dispatcher, routes
        allowed = {*routes, *(["HEAD"] if "GET" in routes else []), "OPTIONS"}
        self.allow = ", ".join(sorted(allowed))

    async def answer(self, taken: list[str], scope: Scope, receive: Receive, send: Send) -> None:
        """`taken` are the parts of the path that stand for the route's names, in order."""
        visit: RequestContext = scope["state"]["visit"]
        route = self._routes.get("GET" if visit.method == "HEAD" else visit.method)
        if route is None:
            raise Refused("method_not_allowed", allow=self.allow)
        visit.operation = route.operation.routing_key
        if visit.refused is not None and not route.opens_session:
            raise visit.refused
        if route.needs_sign_in and visit.claims is None:
            raise Refused("sign_in_required")
        path = dict(zip(route.path_names, taken, strict=True))
        if route.cached and visit.claims is None:
            await self._shared(route, route.cached, visit, path, scope, send)
            return
        result = await self._asked(route, visit, path, scope["query_string"], receive)
        if route.sends == "file":
            await files.send_file(self._dispatcher.store, result, visit, send)
        else:
            await _personal(route, result).send(send)

    async def _asked(
        self, route: Route, visit: RequestContext, path: Mapping[str, str], query: bytes, receive: Receive
    ) -> Any:
        if route.takes_file:
            async with self._dispatcher.uploads.taken(route, visit, path, query, receive) as request:
                return await self._dispatcher.ask(route, request, visit)
        content = b"" if route.method == "GET" else await self._body(route, visit, receive)
        return await self._dispatcher.ask(route, reading.values(route, visit, path, query, content), visit)

    async def _body(self, route: Route, visit: RequestContext, receive: Receive) -> bytes:
        settings = self._dispatcher.settings
        limit = min(settings.body_limit, sizes.largest(route.operation)[1])
        return await reading.body(visit, receive, limit, settings.body_seconds)

    async def _shared(
        self,
        route: Route,
        cached: Cached,
        visit: RequestContext,
        path: Mapping[str, str],
        scope: Scope,
        send: Send,
    ) -> None:
        request = reading.values(route, visit, path, scope["query_string"], b"")
        key: Key = cache_key(scope, visit)
        entry, age = await self._dispatcher.cache.answer(
            key, cached, lambda: self._dispatcher.ask(route, request, visit, shared=True)
        )
        await send_entry(entry, age, visit, send)


class Operations:
    """All places of the public API; what stands elsewhere is `otherwise`'s. An ASGI application."""

    def __init__(self, dispatcher: Dispatcher, routes: tuple[Route, ...], otherwise: Any) -> None:
        places: dict[tuple[str, ...], tuple[str, dict[str, Route]]] = {}
        for route in routes:
            shape = tuple("{}" if part.startswith("{") else part for part in route.full_path.split("/"))
            places.setdefault(shape, (route.full_path, {}))[1][route.method] = route
        self._tree = Tree((path, Resource(dispatcher, by_method)) for path, by_method in places.values())
        self._otherwise = otherwise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = self._tree.find(scope["path"]) if scope["type"] == "http" else None
        if found is None:
            if scope["type"] == "http" and scope["state"]["visit"].refused is not None:
                raise scope["state"]["visit"].refused
            await self._otherwise(scope, receive, send)
        else:
            await found[0].answer(found[1], scope, receive, send)


def cache_key(scope: Scope, visit: RequestContext) -> Key:
    return scope["raw_path"], scope["query_string"], visit.language


async def send_entry(entry: Entry, age: float | None, visit: RequestContext, send: Send) -> None:
    """A shared answer, or 304 to who has it already; marked when it is older than it should be."""
    known = matches(visit.headers.get(b"if-none-match"), entry.etag)
    headers = entry.headers[1:3] if known else entry.headers
    if age is not None:
        headers = [*headers, (b"age", str(int(age)).encode()), *STALE]
    await send({"type": "http.response.start", "status": 304 if known else 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if known else entry.body})


def _personal(route: Route, result: Any) -> Answer:
    headers: list[Header] = [NO_STORE]
    etag = version_tag(result)
    if etag is not None:
        headers.append((b"etag", etag))
    if route.location and isinstance(result, dict) and "id" in result:
        headers.append((b"location", route.full_location.format(id=result["id"]).encode()))
    return json_answer(result, route.status, *headers)

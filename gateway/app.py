"""The gateway put together: an ASGI application."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.routing import Route as Mounted
from starlette.routing import Router

from chassis.files import LocalFileStore
from contracts.operations import API, Route
from contracts.refused import Refused
from contracts.services import ROUTES
from gateway import health, pages
from gateway.answers import Receive, Scope, Send
from gateway.cache import Cache
from gateway.edge import TokenGuard
from gateway.facts import Listener
from gateway.live import Live
from gateway.middleware import EdgeMiddleware
from gateway.operations import Dispatcher, Operations
from gateway.origins import Origins
from gateway.rates import Rates
from gateway.rpc import Rpc
from gateway.settings import Settings
from gateway.visit import Proxies


class Gateway:
    """Its parts, which live from `opened` on, and the ASGI application over them."""

    def __init__(self, settings: Settings, routes: tuple[Route, ...] = ROUTES) -> None:
        instance = secrets.token_hex(6)
        self.settings = settings
        self.rpc = Rpc(settings.amqp_url, instance)
        self.cache = Cache(settings.cache_bytes)
        self.keeper = TokenGuard(settings.trusted_keys)
        self.origins = Origins(self.rpc, settings.origins_seconds, settings.public_url)
        self.live = Live(self.rpc, self.keeper)
        self.health = health.Health(self.rpc)
        hearers = (self.cache.hear, self.keeper.hear, self.origins.hear, self.live.hear)
        self.facts = Listener(settings.amqp_url, instance, hearers, self._reconnected)
        dispatcher = Dispatcher(settings, self.rpc, self.cache, LocalFileStore(settings.files_dir))
        own = [
            Mounted(f"{API}/projects/{{project_id}}/figures/stream", self.live),
            *pages.mounted(self.health, self.rpc),
        ]
        pages_and_streams = Router(own, redirect_slashes=False, default=_nowhere, lifespan=self._lifespan)
        self.app = EdgeMiddleware(
            Operations(dispatcher, routes, otherwise=pages_and_streams),
            Proxies(settings.trusted_proxies),
            self.keeper,
            Rates(settings.rate_factor, settings.rate_storage),
            self.origins,
            self.cache,
        )

    def _reconnected(self) -> None:
        self.cache.void()
        self.live.stir()

    @asynccontextmanager
    async def opened(self) -> AsyncIterator["Gateway"]:
        """Connected to the broker (or trying), and disconnected at the end."""
        self.rpc.start()
        self.facts.start()
        keeping = asyncio.create_task(self.origins.keep())
        settings = self.settings
        internal = (
            await health.serve(settings.health_port, self.rpc, settings.health_address)
            if settings.health_port
            else None
        )
        try:
            yield self
        finally:
            keeping.cancel()
            self.live.close()
            if internal is not None:
                internal.close()
            await asyncio.gather(self.rpc.close(), self.facts.close())

    @asynccontextmanager
    async def _lifespan(self, _: Any) -> AsyncIterator[None]:
        async with self.opened():
            yield


async def _nowhere(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise Refused("not_found")

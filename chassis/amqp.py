"""The asyncio client of the broker: a connection that comes back by itself, and what it has not confirmed yet."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from itertools import takewhile
from typing import Any, Generic, TypeVar

import pika
from pika.adapters.asyncio_connection import AsyncioConnection
from pika.channel import Channel
from pika.spec import BasicProperties

from chassis.logs import get_logger

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
PREPARING_SECONDS = 10.0

T = TypeVar("T")


class Link:
    """Keeps one connection with one channel open on the running loop.

    `prepare` declares and consumes on each new channel; `lost` is told when the channel is gone; `blocked`
    when the broker stops or resumes taking messages (memory or disk alarm).
    """

    def __init__(
        self,
        url: str,
        name: str,
        prepare: Callable[[Channel], Awaitable[None]],
        lost: Callable[[], None] = lambda: None,
        blocked: Callable[[bool], None] = lambda _: None,
    ) -> None:
        self.name = name
        self.ready = asyncio.Event()
        self._prepare, self._lost, self._blocked = prepare, lost, blocked
        self._parameters = pika.URLParameters(url)
        self._parameters.heartbeat = 20
        self._parameters.socket_timeout = 3
        self._parameters.stack_timeout = 6
        self._parameters.connection_attempts = 1
        self._parameters.client_properties = {"connection_name": name}
        self._keeping: asyncio.Task[None] | None = None
        self._closing = False

    def start(self) -> None:
        self._keeping = asyncio.get_running_loop().create_task(self._keep())

    async def close(self) -> None:
        self._closing = True
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.wait([self._keeping])

    async def _keep(self) -> None:
        pause = FIRST_PAUSE
        while True:
            if await self._one_connection():
                pause = FIRST_PAUSE
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - spreads reconnections
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _one_connection(self) -> bool:
        """Opens a connection and stays until it is gone. Whether it ever served."""
        loop = asyncio.get_running_loop()
        opened: asyncio.Future[Any] = loop.create_future()
        gone: asyncio.Future[Any] = loop.create_future()

        def closed(_: Any, error: BaseException) -> None:
            _fail(opened, error)
            _settle(gone, error)

        connection = AsyncioConnection(
            self._parameters,
            on_open_callback=lambda _: _settle(opened, None),
            on_open_error_callback=lambda _, error: _fail(opened, error),
            on_close_callback=closed,
            custom_ioloop=loop,
        )
        served = False
        try:
            await opened
            connection.add_on_connection_blocked_callback(lambda *_: self._blocked(True))
            connection.add_on_connection_unblocked_callback(lambda *_: self._blocked(False))
            async with asyncio.timeout(PREPARING_SECONDS):
                await self._open_channel(connection, gone)
            served = True
            self.ready.set()
            await gone
        except Exception as error:  # noqa: BLE001 - whatever went wrong, another connection is tried
            get_logger().warning("broker connection not usable", error=type(error).__name__)
        finally:
            self._forget(connection, served)
        return served

    async def _open_channel(self, connection: AsyncioConnection, gone: "asyncio.Future[Any]") -> None:
        channel: Channel = await callback_future(lambda done: connection.channel(on_open_callback=done))
        channel.add_on_close_callback(lambda _, error: _settle(gone, error))
        preparing = asyncio.ensure_future(self._prepare(channel))
        await asyncio.wait([preparing, gone], return_when=asyncio.FIRST_COMPLETED)
        if not preparing.done():
            preparing.cancel()
            raise ConnectionError("gone while preparing")
        preparing.result()

    def _forget(self, connection: AsyncioConnection, served: bool) -> None:
        self.ready.clear()
        self._blocked(False)
        self._lost()
        if not (connection.is_closing or connection.is_closed):
            connection.close()
        if served and not self._closing:
            get_logger().warning("broker connection lost", reason=self.name)


class Confirms(Generic[T]):
    """Publishes on a channel with confirms; `settled` is told of each message whether the broker took it."""

    def __init__(self, settled: Callable[[T, bool], None]) -> None:
        self._settled = settled
        self._last_tag = 0
        self._unconfirmed: dict[int, T] = {}

    async def start(self, channel: Channel) -> None:
        """Begin anew on a channel: the broker counts from one on each."""
        self._unconfirmed.clear()
        self._last_tag = 0
        await callback_future(lambda done: channel.confirm_delivery(self._on_confirm, callback=done))

    def publish(
        self, channel: Channel, message: T, exchange: str, key: str, body: bytes, properties: BasicProperties
    ) -> None:
        """Mandatory: what reaches no queue is returned. Raises pika's AMQPError on a closed channel."""
        channel.basic_publish(exchange, key, body, properties, mandatory=True)
        self._last_tag += 1
        self._unconfirmed[self._last_tag] = message

    @property
    def unconfirmed(self) -> list[T]:
        return list(self._unconfirmed.values())

    def clear(self) -> None:
        self._unconfirmed.clear()

    def _on_confirm(self, frame: Any) -> None:
        method = frame.method
        for tag in self._up_to(method.delivery_tag) if method.multiple else (method.delivery_tag,):
            if tag in self._unconfirmed:
                self._settled(self._unconfirmed.pop(tag), method.NAME == "Basic.Ack")

    def _up_to(self, last: int) -> list[int]:
        return list(takewhile(lambda tag: tag <= last, self._unconfirmed))  # in the order of publishing


async def callback_future(start: Callable[[Callable[..., None]], Any]) -> Any:
    """The first argument of a pika callback, awaited."""
    future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    start(lambda *arguments: _settle(future, arguments[0] if arguments else None))
    return await future


def _settle(future: "asyncio.Future[Any]", value: Any) -> None:
    if not future.done():
        future.set_result(value)


def _fail(future: "asyncio.Future[Any]", error: BaseException) -> None:
    if not future.done():
        future.set_exception(error)

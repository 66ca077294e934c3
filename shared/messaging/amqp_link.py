"""Messaging: one supervised pika connection with one channel, made again for ever when it is lost.

Callbacks only resolve futures or call a plain function of the owner; nothing here raises into pika.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pika
import structlog
from pika.adapters.asyncio_connection import AsyncioConnection
from pika.channel import Channel
from pika.connection import Connection

from shared.messaging.failures import JITTER
from shared.messaging.meters import Meters

HEARTBEAT_SECONDS = 20
BLOCKED_TIMEOUT_SECONDS = 120
SOCKET_TIMEOUT_SECONDS = 10
RECONNECT_SECONDS = (0.5, 30.0)
CLOSE_SECONDS = 5.0

log = structlog.get_logger(__name__)


class Link:
    """Role ``publish`` or ``consume``: two links, because the broker blocks publishing ones as a whole."""

    def __init__(
        self,
        role: str,
        url: str,
        *,
        prepare: Callable[[], Awaitable[None]],
        on_up: Callable[[Channel], None],
        on_down: Callable[[], None],
        meters: Meters,
    ) -> None:
        self._role, self._url, self._prepare = role, url, prepare
        self._on_up, self._on_down, self._meters = on_up, on_down, meters
        self._closing = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._lost: asyncio.Future[str] | None = None
        self.channel: Channel | None = None
        self.blocked = False

    @property
    def is_up(self) -> bool:
        return self.channel is not None and self.channel.is_open and not self.blocked

    def start(self) -> None:
        self._task = asyncio.create_task(self._supervise(), name=f"amqp-{self._role}")

    def recycle(self, reason: str) -> None:
        """Give this connection up and make another; used when the broker does not answer."""
        if self._lost and not self._lost.done():
            self._lost.set_result(reason)

    async def close(self) -> None:
        self._closing.set()
        self.recycle("closing")
        if self._task:
            await self._task

    async def _supervise(self) -> None:
        failures = 0
        while not self._closing.is_set():
            try:
                await self._prepare()
                await self._hold()
                failures = 0
            except Exception as error:  # the line is down: whatever the cause, wait and try again
                failures += 1
                log.warning("broker unreachable", role=self._role, cause=type(error).__name__)
            if not self._closing.is_set():
                self._meters.amqp_reconnects.labels(self._role).inc()
                await self._pause(failures)

    async def _pause(self, failures: int) -> None:
        low, cap = RECONNECT_SECONDS
        seconds = JITTER.uniform(low, min(cap, low * 2.0 ** min(failures + 1, 10)))
        try:
            await asyncio.wait_for(self._closing.wait(), seconds)
        except TimeoutError:
            return

    async def _hold(self) -> None:
        """Connect, serve until the line is lost, clean up. Raises when connecting fails."""
        loop = asyncio.get_running_loop()
        lost: asyncio.Future[str] = loop.create_future()
        closed: asyncio.Future[None] = loop.create_future()
        self._lost = lost
        connection = await self._connect(lost, closed)
        try:
            channel = await self._open_channel(connection, lost)
            self.channel, self.blocked = channel, False
            self._meters.amqp_connected.labels(self._role).set(1)
            self._on_up(channel)
            reason = await lost
            if reason != "closing":
                log.warning("broker link lost", role=self._role, reason=reason)
        finally:
            self.channel = None
            self._meters.amqp_connected.labels(self._role).set(0)
            self._on_down()
            await _let_go(connection, closed)

    async def _connect(
        self, lost: asyncio.Future[str], closed: asyncio.Future[None]
    ) -> AsyncioConnection:
        loop = asyncio.get_running_loop()
        opened: asyncio.Future[None] = loop.create_future()

        def on_close(_: Connection, reason: BaseException) -> None:
            _settle(lost, type(reason).__name__)
            if not closed.done():
                closed.set_result(None)

        connection = AsyncioConnection(
            self._parameters(),
            on_open_callback=lambda _: _open(opened),
            on_open_error_callback=lambda _, error: _fail(opened, error),
            on_close_callback=on_close,
            custom_ioloop=loop,
        )
        connection.add_on_connection_blocked_callback(partial(self._set_blocked, True))
        connection.add_on_connection_unblocked_callback(partial(self._set_blocked, False))
        await opened
        return connection

    async def _open_channel(
        self, connection: AsyncioConnection, lost: asyncio.Future[str]
    ) -> Channel:
        opened: asyncio.Future[Channel] = asyncio.get_running_loop().create_future()

        def on_open(channel: Channel) -> None:
            channel.add_on_close_callback(lambda _, reason: _settle(lost, str(reason)[:200]))
            channel.add_on_cancel_callback(lambda _: _settle(lost, "consumer cancelled"))
            if not opened.done():
                opened.set_result(channel)

        connection.channel(on_open_callback=on_open)
        either: set[asyncio.Future[Any]] = {opened, lost}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not opened.done():
            raise ConnectionError("lost while the channel was opening")
        return opened.result()

    def _parameters(self) -> pika.URLParameters:
        parameters = pika.URLParameters(self._url)
        parameters.heartbeat = HEARTBEAT_SECONDS
        parameters.blocked_connection_timeout = BLOCKED_TIMEOUT_SECONDS
        parameters.socket_timeout = SOCKET_TIMEOUT_SECONDS
        parameters.stack_timeout = SOCKET_TIMEOUT_SECONDS
        parameters.connection_attempts = 1
        parameters.client_properties = {"connection_name": self._role}
        return parameters

    def _set_blocked(self, blocked: bool, *_: object) -> None:
        self.blocked = blocked
        log.warning("broker blocks publishing" if blocked else "broker unblocked", role=self._role)


async def _let_go(connection: AsyncioConnection, closed: asyncio.Future[None]) -> None:
    """Close politely, but do not wait for a broker that is silent: its heartbeat ends it later."""
    if connection.is_open:
        connection.close()
    await asyncio.wait({closed}, timeout=CLOSE_SECONDS)


def _open(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


def _settle(future: asyncio.Future[str], reason: str) -> None:
    if not future.done():
        future.set_result(reason)


def _fail(future: asyncio.Future[None], error: BaseException | str) -> None:
    if not future.done():
        future.set_exception(ConnectionError(str(error)[:200]))

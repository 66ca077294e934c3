"""Load: the floor of B5 - pika alone, keeping as many messages unconfirmed as we allow ourselves."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pika
from pika.adapters.asyncio_connection import AsyncioConnection
from pika.channel import Channel

_PERSISTENT = pika.BasicProperties(delivery_mode=pika.DeliveryMode.Persistent.value)


class Pipelined:
    """One confirming channel. ``publish`` returns when the broker has confirmed everything."""

    def __init__(self, channel: Channel, *, exchange: str, unconfirmed: int) -> None:
        self._channel, self._exchange, self._most = channel, exchange, unconfirmed
        self._open: set[int] = set()
        self._tag = 0
        self._answered = asyncio.Event()
        channel.confirm_delivery(self._confirmed)

    async def publish(self, messages: Sequence[tuple[str, bytes]]) -> None:
        """``messages``: routing key and body, sent persistent and mandatory."""
        for key, body in messages:
            while len(self._open) >= self._most:
                await self._next_answer()
            self._tag += 1
            self._open.add(self._tag)
            self._channel.basic_publish(self._exchange, key, body, _PERSISTENT, mandatory=True)
        while self._open:
            await self._next_answer()

    async def _next_answer(self) -> None:
        self._answered.clear()
        await self._answered.wait()

    def _confirmed(self, frame: Any) -> None:
        answer = frame.method
        if answer.multiple:
            self._open = {tag for tag in self._open if tag > answer.delivery_tag}
        else:
            self._open.discard(answer.delivery_tag)
        self._answered.set()


async def pipelined(url: str, *, exchange: str, unconfirmed: int) -> Pipelined:
    """Connect, and open the channel."""
    opened: asyncio.Future[Channel] = asyncio.get_running_loop().create_future()
    AsyncioConnection(
        pika.URLParameters(url),
        on_open_callback=lambda connection: connection.channel(on_open_callback=opened.set_result),
        on_open_error_callback=lambda _, error: opened.set_exception(RuntimeError(str(error))),
        custom_ioloop=asyncio.get_running_loop(),
    )
    return Pipelined(await opened, exchange=exchange, unconfirmed=unconfirmed)

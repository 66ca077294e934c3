"""Messaging: publishing to RabbitMQ with pipelined confirms.

pika has no back-pressure of its own, so a semaphore bounds what is unconfirmed.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from pika import BasicProperties, DeliveryMode
from pika.channel import Channel
from pika.frame import Method
from pika.spec import Basic

from shared.messaging.amqp_link import Link
from shared.messaging.envelope import CONTENT_TYPE
from shared.messaging.meters import Meters
from shared.messaging.topology import Topology
from shared.messaging.wire import Outcome, Outgoing

MAX_UNCONFIRMED = 300
CONFIRM_SECONDS = 10.0
SWEEP_SECONDS = 1.0
CLOSE_CONFIRM_SECONDS = 5.0


@dataclass(slots=True)
class Unconfirmed:
    """A publish without an answer yet. Tags rise, so the oldest is always the first."""

    message_id: str
    outcome: asyncio.Future[Outcome]
    since: float


class Publisher:
    def __init__(
        self, topology: Topology, url: str, ensure: Callable[[], Awaitable[None]], meters: Meters
    ) -> None:
        self._exchange, self._app = topology.exchange, topology.service
        self._slots = asyncio.Semaphore(MAX_UNCONFIRMED)
        self._unconfirmed: dict[int, Unconfirmed] = {}
        self._returned: set[str] = set()
        self._tag = 0
        self._sweep: asyncio.TimerHandle | None = None
        self.link = Link(
            "publish", url, prepare=ensure, on_up=self._up, on_down=self._down, meters=meters
        )

    async def publish(self, message: Outgoing) -> Outcome:
        """Persistent and mandatory. UNKNOWN when the line is down, blocked, lost or silent for 10 s."""
        async with self._slots:
            channel = self.link.channel
            if channel is None or not self.link.is_up:
                return Outcome.UNKNOWN
            outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
            message_id = str(message.id)
            self._tag += 1
            self._unconfirmed[self._tag] = Unconfirmed(message_id, outcome, time.monotonic())
            channel.basic_publish(
                self._exchange,
                message.type,
                message.body,
                self._properties(message),
                mandatory=True,
            )
            return await outcome

    async def close(self) -> None:
        """Wait shortly for what is on its way. What stays without an answer is sent again one day."""
        waiting = [entry.outcome for entry in self._unconfirmed.values()]
        if waiting:
            await asyncio.wait(waiting, timeout=CLOSE_CONFIRM_SECONDS)
        await self.link.close()

    def _properties(self, message: Outgoing) -> BasicProperties:
        return BasicProperties(
            content_type=CONTENT_TYPE,
            delivery_mode=DeliveryMode.Persistent.value,
            message_id=str(message.id),
            type=message.type,
            app_id=self._app,
        )

    def _up(self, channel: Channel) -> None:
        self._tag = 0
        channel.add_on_return_callback(self._on_return)
        channel.confirm_delivery(self._on_confirm)
        self._sweep = asyncio.get_running_loop().call_later(SWEEP_SECONDS, self._sweep_silent)

    def _down(self) -> None:
        if self._sweep:
            self._sweep.cancel()
        for entry in self._unconfirmed.values():
            _answer(entry, Outcome.UNKNOWN)
        self._unconfirmed.clear()
        self._returned.clear()

    def _on_return(
        self, _: Channel, __: Basic.Return, properties: BasicProperties, ___: bytes
    ) -> None:
        """Comes before the ack of the same message."""
        self._returned.add(str(properties.message_id))

    def _on_confirm(self, frame: Method[Basic.Ack | Basic.Nack]) -> None:
        answer = frame.method
        outcome = Outcome.ACKED if isinstance(answer, Basic.Ack) else Outcome.NACKED
        if not answer.multiple:
            self._resolve(answer.delivery_tag, outcome)
            return
        for tag in [tag for tag in self._unconfirmed if tag <= answer.delivery_tag]:
            self._resolve(tag, outcome)

    def _resolve(self, tag: int, outcome: Outcome) -> None:
        entry = self._unconfirmed.pop(tag, None)
        if entry is None:
            return
        if entry.message_id in self._returned:
            self._returned.discard(entry.message_id)
            outcome = Outcome.RETURNED
        _answer(entry, outcome)

    def _sweep_silent(self) -> None:
        """The real detector of a dead line: heartbeats need longer to notice."""
        oldest = next(iter(self._unconfirmed.values()), None)
        silent = oldest is not None and time.monotonic() - oldest.since > CONFIRM_SECONDS
        if silent and not self.link.blocked:
            self.link.recycle("no confirm in time")
            return
        self._sweep = asyncio.get_running_loop().call_later(SWEEP_SECONDS, self._sweep_silent)


def _answer(entry: Unconfirmed, outcome: Outcome) -> None:
    if not entry.outcome.done():
        entry.outcome.set_result(outcome)

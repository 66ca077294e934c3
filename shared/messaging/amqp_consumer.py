"""Messaging: consuming from RabbitMQ. Store, then ack: a crash between them is a duplicate, never a loss."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

import structlog
from pika import BasicProperties
from pika.channel import Channel
from pika.spec import Basic

from shared.messaging.amqp_link import Link
from shared.messaging.meters import Meters
from shared.messaging.topology import Topology
from shared.messaging.wire import Ingest

PREFETCH = 400
INGEST_BATCH = 200
INGEST_RETRY_SECONDS = 1.0

log = structlog.get_logger(__name__)


class Consumer:
    """Takes whatever has arrived, up to INGEST_BATCH, stores it in one transaction, acks it at once.

    The dead-letter queue is read on the same channel: what can be read is stored like the rest,
    what cannot be is quarantined by the inbox.
    """

    def __init__(
        self, topology: Topology, url: str, ensure: Callable[[], Awaitable[None]], meters: Meters
    ) -> None:
        self._queues = (topology.queue, topology.dead_queue)
        self._arrived: deque[tuple[int, bytes]] = deque()
        self._wake = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self.link = Link(
            "consume", url, prepare=ensure, on_up=self._up, on_down=self._down, meters=meters
        )

    def start(self, ingest: Ingest) -> None:
        self.link.start()
        self._task = asyncio.create_task(self._store_for_ever(ingest), name="amqp-ingest")

    async def stop(self) -> None:
        """Finish the batch in hand; what is unacked goes back to the queue when the channel closes."""
        self._stopping = True
        self._wake.set()
        if self._task:
            await self._task
            self._task = None

    def _up(self, channel: Channel) -> None:
        channel.basic_qos(prefetch_count=PREFETCH)
        for queue in self._queues:
            channel.basic_consume(queue, self._on_message)

    def _down(self) -> None:
        self._arrived.clear()

    def _on_message(
        self, _: Channel, delivery: Basic.Deliver, __: BasicProperties, body: bytes
    ) -> None:
        self._arrived.append((delivery.delivery_tag or 0, body))
        self._wake.set()

    async def _store_for_ever(self, ingest: Ingest) -> None:
        while not self._stopping:
            await self._wake.wait()
            self._wake.clear()
            while self._arrived and not self._stopping:
                await self._store_one_batch(ingest)

    async def _store_one_batch(self, ingest: Ingest) -> None:
        channel = self.link.channel
        batch = [self._arrived.popleft() for _ in range(min(INGEST_BATCH, len(self._arrived)))]
        while not await self._stored(ingest, [body for _, body in batch]):
            if self._stopping or self.link.channel is not channel:
                return
            await asyncio.sleep(INGEST_RETRY_SECONDS)
        # Tags belong to their channel: one from a lost channel must never be acked on the next.
        if channel is not None and channel is self.link.channel and channel.is_open:
            channel.basic_ack(batch[-1][0], multiple=True)

    async def _stored(self, ingest: Ingest, bodies: list[bytes]) -> bool:
        try:
            await ingest(bodies)
        except Exception:  # the database is away: hold the batch, and try again
            log.exception("ingest failed", messages=len(bodies))
            return False
        return True

"""Messaging: the RabbitMQ wire of one service: a link for publishing, another for consuming."""

import asyncio
import time

import structlog

from shared.messaging.amqp_consumer import Consumer
from shared.messaging.amqp_publisher import Publisher
from shared.messaging.meters import Meters
from shared.messaging.topology import Topology, TopologyMissing
from shared.messaging.wire import Ingest, Outcome, Outgoing

REDECLARE_SECONDS = 5.0

log = structlog.get_logger(__name__)


class AmqpWire:
    def __init__(self, topology: Topology, url: str, meters: Meters) -> None:
        self._topology, self._url = topology, url
        self._publisher = Publisher(topology, url, self._ensure, meters)
        self._consumer = Consumer(topology, url, self._ensure, meters)
        self._redeclared_at = float("-inf")

    @property
    def is_up(self) -> bool:
        return self._publisher.link.is_up

    async def start(self, ingest: Ingest) -> None:
        self._publisher.link.start()
        self._consumer.start(ingest)

    async def publish(self, message: Outgoing) -> Outcome:
        outcome = await self._publisher.publish(message)
        if outcome is Outcome.RETURNED:
            await self._redeclare(message)
        return outcome

    async def stop_listening(self) -> None:
        await self._consumer.stop()

    async def close(self) -> None:
        await self._consumer.stop()
        await self._publisher.close()
        await self._consumer.link.close()

    async def _ensure(self) -> None:
        """Before each connect: a broker that came back empty gets its topology again."""
        try:
            await asyncio.to_thread(self._topology.verify, self._url)
        except TopologyMissing as missing:
            log.error("topology missing, declaring it", missing=str(missing))
            await asyncio.to_thread(self._topology.declare, self._url)

    async def _redeclare(self, message: Outgoing) -> None:
        now = time.monotonic()
        if now - self._redeclared_at < REDECLARE_SECONDS:
            return
        self._redeclared_at = now
        log.error(
            "unroutable: no consumer is bound", exchange=self._topology.exchange, type=message.type
        )
        try:
            await asyncio.to_thread(self._topology.declare, self._url)
        except Exception as error:  # the link's supervisor deals with a broker that is gone
            log.warning("declaring again failed", cause=type(error).__name__)

"""Messaging: the exchanges, queues and bindings of one service. Declared by prepare, verified at start.

Blocking connections are right here: prepare is a command, and the worker calls this in a thread.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pika
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import ChannelClosedByBroker

DELIVERY_LIMIT = 20
QUEUE_MAX_BYTES = 2 * 1024**3
NOT_FOUND = 404


class TopologyMissing(Exception):
    """An exchange or queue is not on the broker: run prepare."""


@dataclass(frozen=True)
class Topology:
    """What ``service`` needs on the broker. ``hears``: producers whose every event it receives.

    All of a producer's events, because a selective binding would tear gaps into its streams. No
    alternate exchange: with one, an unroutable message is acked and nobody learns of it.
    """

    service: str
    hears: frozenset[str]

    @property
    def exchange(self) -> str:
        return f"{self.service}.events"

    @property
    def queue(self) -> str:
        return f"{self.service}.in"

    @property
    def dead_exchange(self) -> str:
        return f"{self.service}.dlx"

    @property
    def dead_queue(self) -> str:
        return f"{self.service}.dead"

    def declare(self, url: str) -> None:
        """Idempotent. A producer's exchange is declared by whoever comes first."""
        with _channel(url) as channel:
            for producer in sorted(self.hears | {self.service}):
                channel.exchange_declare(f"{producer}.events", "topic", durable=True)
            channel.exchange_declare(self.dead_exchange, "fanout", durable=True)
            channel.queue_declare(self.dead_queue, durable=True, arguments=_DEAD_ARGUMENTS)
            channel.queue_bind(self.dead_queue, self.dead_exchange)
            channel.queue_declare(self.queue, durable=True, arguments=self._arguments())
            for producer in sorted(self.hears):
                channel.queue_bind(self.queue, f"{producer}.events", routing_key="#")

    def verify(self, url: str) -> None:
        """Raises TopologyMissing. Passive: changes nothing and needs no right to configure."""
        try:
            with _channel(url) as channel:
                for producer in sorted(self.hears | {self.service}):
                    channel.exchange_declare(f"{producer}.events", passive=True)
                for queue in (self.queue, self.dead_queue):
                    channel.queue_declare(queue, passive=True)
        except ChannelClosedByBroker as closed:
            if closed.reply_code != NOT_FOUND:
                raise
            raise TopologyMissing(closed.reply_text) from closed

    def _arguments(self) -> dict[str, Any]:
        return {
            "x-queue-type": "quorum",
            "x-delivery-limit": DELIVERY_LIMIT,
            "x-overflow": "reject-publish",
            "x-max-length-bytes": QUEUE_MAX_BYTES,
            "x-dead-letter-exchange": self.dead_exchange,
            "x-dead-letter-strategy": "at-least-once",
        }


_DEAD_ARGUMENTS = {"x-queue-type": "quorum", "x-overflow": "reject-publish"}


@contextmanager
def _channel(url: str) -> Iterator[BlockingChannel]:
    connection = pika.BlockingConnection(pika.URLParameters(url))
    try:
        yield connection.channel()
    finally:
        if connection.is_open:
            connection.close()

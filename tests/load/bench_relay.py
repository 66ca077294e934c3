"""Load: B5 - the relay drains a backlog, against pika's pipelined confirms alone, same bodies.

    python tools/with_servers.py python -m tests.load.bench_relay

Both sides publish persistent, mandatory messages into the same quorum queue of the same broker.
"""

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pika
from prometheus_client import CollectorRegistry
from sqlalchemy import insert, update

from services.payment.service import service
from shared.db.engine import Database
from shared.db.sql import moment
from shared.db.tables import outbox, outbox_stream
from shared.kernel.actor import Origin
from shared.kernel.clock import SystemClock
from shared.messaging.amqp import AmqpWire
from shared.messaging.amqp_publisher import MAX_UNCONFIRMED
from shared.messaging.envelope import digest_of, seal, source_of
from shared.messaging.lease import Lease
from shared.messaging.meters import Meters
from shared.messaging.relay import Relay
from shared.messaging.topology import Topology
from tests.load.comparison import Run, Side, alternate, ratios
from tests.load.figures import Figure, report
from tests.load.pipelined import pipelined
from tests.support.servers import fresh_postgres, required

EVENTS = int(os.environ.get("BENCH_EVENTS", "20000"))
EVENTS_PER_STREAM = 10  # 20,000 events over 2,000 streams
RATE_BAR = 0.30
UP_SECONDS_MAX = 30.0
ROWS_AT_ONCE = 1_000
TYPE = "bench.thing.moved.v1"


async def figures() -> list[Figure]:
    """Fill an outbox once; drain it again and again."""
    url = required("TEST_RABBITMQ_URL")
    name = f"bench-{uuid4().hex[:8]}"
    topology = Topology(name, hears=frozenset({name}))
    topology.declare(url)
    async with fresh_postgres(service.package) as fresh:
        database = Database(fresh.url)
        try:
            bodies = await _fill(database, name)
            return await _drained(database, topology, url, bodies)
        finally:
            await database.dispose()
            _remove(topology, url)


async def _drained(
    database: Database, topology: Topology, url: str, bodies: list[bytes]
) -> list[Figure]:
    meters = Meters(CollectorRegistry())
    wire = AmqpWire(topology, url, meters)
    lease = Lease(database, "worker", "bench")
    relay = Relay(database, wire, lease, asyncio.Event(), meters)
    await wire.start(_unheard)
    await wire.stop_listening()
    async with asyncio.timeout(UP_SECONDS_MAX):
        while not wire.is_up:
            await asyncio.sleep(0.05)
    alone = await pipelined(url, exchange=topology.exchange, unconfirmed=MAX_UNCONFIRMED)

    async def drain() -> None:
        while await relay.round():
            continue

    async def confirm() -> None:
        await alone.publish([(TYPE, body) for body in bodies])

    async def empty() -> None:
        _purge(topology, url)
        async with database.begin() as connection:
            await connection.execute(update(outbox_stream).values(sent_seq=0, due_at=moment()))

    ours = Side("ours", lambda: _timed(drain, before=empty))
    floor = Side("floor", lambda: _timed(confirm, before=empty))
    await alternate("relay", ours, floor)
    await wire.close()
    return ratios("B5", f"the relay drains {EVENTS} events", (ours, floor), rate=RATE_BAR)


async def _timed(
    work: Callable[[], Awaitable[None]], *, before: Callable[[], Awaitable[None]]
) -> Run:
    await before()
    started, spent = time.perf_counter(), time.process_time()
    await work()
    seconds, cpu = time.perf_counter() - started, time.process_time() - spent
    return Run(EVENTS / seconds, cpu / EVENTS * 1e6)


async def _fill(database: Database, name: str) -> list[bytes]:
    """Rows as a service writes them: thin facts of a few hundred bytes."""
    rows = [
        _row(name, f"thing/{uuid4()}", place)
        for _ in range(EVENTS // EVENTS_PER_STREAM)
        for place in range(1, EVENTS_PER_STREAM + 1)
    ]
    streams = sorted({row["stream"] for row in rows})
    async with database.begin() as connection:
        for first in range(0, len(rows), ROWS_AT_ONCE):
            await connection.execute(insert(outbox), rows[first : first + ROWS_AT_ONCE])
        await connection.execute(
            insert(outbox_stream).values(next_seq=EVENTS_PER_STREAM, due_at=moment()),
            [{"stream": stream} for stream in streams],
        )
    return [row["body"] for row in rows]


def _row(name: str, stream: str, place: int) -> dict[str, Any]:
    event_id, now = uuid4(), SystemClock().now()
    body = seal(
        {"thing_id": stream.partition("/")[2], "step": place, "agency_org_id": "LA-150203"},
        id=event_id,
        type=TYPE,
        source=source_of(name),
        stream=stream,
        sequence=place,
        tenant="LA-150203",
        time=now,
        origin=Origin("bench"),
    )
    return {
        "stream": stream,
        "stream_seq": place,
        "id": event_id,
        "type": TYPE,
        "tenant": "LA-150203",
        "occurred_at": now,
        "body": body,
        "digest": digest_of(body),
        "actor": "bench",
    }


async def _unheard(_: object) -> None:
    """Nothing is consumed here: the queue is emptied between two runs."""


def _purge(topology: Topology, url: str) -> None:
    connection = pika.BlockingConnection(pika.URLParameters(url))
    connection.channel().queue_purge(topology.queue)
    connection.close()


def _remove(topology: Topology, url: str) -> None:
    connection = pika.BlockingConnection(pika.URLParameters(url))
    channel = connection.channel()
    for queue in (topology.queue, topology.dead_queue):
        channel.queue_delete(queue)
    for exchange in (topology.exchange, topology.dead_exchange):
        channel.exchange_delete(exchange)
    connection.close()


if __name__ == "__main__":
    sys.exit(report(asyncio.run(figures())))

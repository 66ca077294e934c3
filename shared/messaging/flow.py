"""Messaging: does everything flow? Counts what waits, finds gaps, compares producer with consumer."""

import asyncio
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.db.engine import Database
from shared.db.sql import moment
from shared.db.tables import inbox, inbox_stream, outbox, outbox_stream
from shared.messaging.inbox import Status
from shared.messaging.lease import Lease
from shared.messaging.meters import Meters

LOOK_SECONDS = 30.0
VERIFY_EVERY = 10  # looks, so every five minutes
MISSING_LISTED = 100


@dataclass(frozen=True)
class Levels:
    """What waits in one service's database now."""

    unsent_streams: int
    oldest_unsent_seconds: float
    parked_outbox_streams: int
    ready_streams: int
    parked_inbox_streams: int
    quarantined: int

    def rows(self) -> dict[str, float]:
        return asdict(self)


@dataclass(frozen=True)
class Missing:
    """Messages that a consumer lacks: ``first`` to ``last`` of a stream."""

    consumer: str
    source: str
    stream: str
    first: int
    last: int


class Flow:
    """The worker's loop that keeps the gauges."""

    def __init__(self, database: Database, lease: Lease, meters: Meters) -> None:
        self._database, self._lease, self._meters = database, lease, meters

    async def run(self, stopping: asyncio.Event) -> None:
        look = 0
        while not stopping.is_set():
            if self._lease.held:
                await self._look(verify=look % VERIFY_EVERY == 0)
                look += 1
            try:
                await asyncio.wait_for(stopping.wait(), LOOK_SECONDS)
            except TimeoutError:
                continue

    async def _look(self, *, verify: bool) -> None:
        async with self._database.begin(write=False) as connection:
            levels = await levels_of(connection)
            missing = await gaps(connection) if verify else None
        self._meters.unsent_streams.set(levels.unsent_streams)
        self._meters.oldest_unsent_seconds.set(levels.oldest_unsent_seconds)
        self._meters.parked_streams.labels("outbox").set(levels.parked_outbox_streams)
        self._meters.parked_streams.labels("inbox").set(levels.parked_inbox_streams)
        self._meters.quarantined.set(levels.quarantined)
        if missing is not None:
            self._meters.flow_missing.set(sum(m.last - m.first + 1 for m in missing))


async def levels_of(connection: AsyncConnection) -> Levels:
    waiting = outbox_stream.c.sent_seq < outbox_stream.c.next_seq
    free = outbox_stream.c.parked_at.is_(None)
    oldest = (
        select(func.min(outbox_stream.c.due_at), moment()).where(waiting, free).subquery("oldest")
    )
    first, now = (await connection.execute(select(oldest))).one()
    return Levels(
        unsent_streams=await _count(connection, outbox_stream, waiting, free),
        oldest_unsent_seconds=_seconds(first, now),
        parked_outbox_streams=await _count(connection, outbox_stream, ~free),
        ready_streams=await _count(
            connection, inbox_stream, inbox_stream.c.ready, inbox_stream.c.parked_at.is_(None)
        ),
        parked_inbox_streams=await _count(
            connection, inbox_stream, inbox_stream.c.parked_at.is_not(None)
        ),
        quarantined=await _count(connection, inbox, inbox.c.status == Status.QUARANTINED.value),
    )


async def gaps(connection: AsyncConnection) -> list[Missing]:
    """Streams where a later message is stored and the next one is not; at most MISSING_LISTED."""
    place = (
        (inbox.c.consumer == inbox_stream.c.consumer)
        & (inbox.c.source == inbox_stream.c.source)
        & (inbox.c.stream == inbox_stream.c.stream)
    )
    following = (
        select(func.min(inbox.c.stream_seq))
        .where(place, inbox.c.stream_seq > inbox_stream.c.last_seq)
        .correlate(inbox_stream)
        .scalar_subquery()
    )
    rows = await connection.execute(
        select(
            inbox_stream.c.consumer,
            inbox_stream.c.source,
            inbox_stream.c.stream,
            inbox_stream.c.last_seq + 1,
            following - 1,
        )
        .where(
            ~inbox_stream.c.ready,
            exists().where(place, inbox.c.stream_seq > inbox_stream.c.last_seq),
        )
        .limit(MISSING_LISTED)
    )
    return [Missing(*row) for row in rows]


async def never_arrived(
    producer: AsyncConnection, consumer: AsyncConnection, *, service: str, source: str
) -> list[Missing]:
    """What the producer saw confirmed and the consumer ``service`` does not have, by stream.

    Finds the loss of the last message of a stream, which no gap can show.
    """
    highest = await consumer.execute(
        select(inbox.c.stream, func.max(inbox.c.stream_seq))
        .where(inbox.c.consumer == service, inbox.c.source == source)
        .group_by(inbox.c.stream)
    )
    stored: dict[str, int] = {row[0]: row[1] for row in highest}
    sent = await producer.execute(
        select(outbox_stream.c.stream, outbox_stream.c.sent_seq).order_by(outbox_stream.c.stream)
    )
    lacking = [
        Missing(service, source, stream, stored.get(stream, 0) + 1, sent_seq)
        for stream, sent_seq in sent
        if stored.get(stream, 0) < sent_seq
    ]
    return lacking[:MISSING_LISTED]


async def torn_streams(connection: AsyncConnection) -> list[str]:
    """Streams of the outbox whose rows are not 1 to ``next_seq`` without a hole. Always none."""
    counted = (
        select(
            outbox.c.stream, func.count().label("rows"), func.max(outbox.c.stream_seq).label("top")
        )
        .group_by(outbox.c.stream)
        .subquery("counted")
    )
    rows = await connection.execute(
        select(counted.c.stream)
        .join(outbox_stream, outbox_stream.c.stream == counted.c.stream)
        .where((counted.c.rows != counted.c.top) | (counted.c.top != outbox_stream.c.next_seq))
        .limit(MISSING_LISTED)
    )
    return list(rows.scalars())


async def _count(connection: AsyncConnection, table: Any, *where: Any) -> int:
    return int(await connection.scalar(select(func.count()).select_from(table).where(*where)) or 0)


def _seconds(first: datetime | None, now: datetime) -> float:
    return max(0.0, (now - first).total_seconds()) if first else 0.0

"""Messaging: takes outbox rows to the wire. One active per service; per stream strictly one after another.

At-least-once: what is sent but not yet marked is sent again with the same id and bytes.
"""

import asyncio
import time
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

import structlog
from sqlalchemy import bindparam, case, select

from shared.db.engine import Database
from shared.db.sql import moment
from shared.db.tables import outbox, outbox_stream
from shared.messaging.failures import RETURNED_PARK, send_backoff_seconds
from shared.messaging.lease import Lease
from shared.messaging.meters import Meters
from shared.messaging.wire import Outcome, Outgoing, Wire

CLAIM_STREAMS = 200
CLAIM_PER_STREAM = 10
BUSY_POLL_SECONDS = 0.2
IDLE_POLL_SECONDS = 1.0
BUSY_FOR_SECONDS = 5.0
ROUND_SPACING_SECONDS = 0.005
NOT_OURS_SECONDS = 0.2

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Sent:
    """How far one stream came in a round: ``sent_seq`` confirmed, then perhaps a failure."""

    stream: str
    sent_seq: int
    failure: Outcome | None
    attempts: int


class Relay:
    def __init__(
        self, database: Database, wire: Wire, lease: Lease, bell: asyncio.Event, meters: Meters
    ) -> None:
        self._database, self._wire, self._lease = database, wire, lease
        self._bell, self._meters = bell, meters
        self._busy_until = float("-inf")

    async def run(self, stopping: asyncio.Event) -> None:
        """Relay until ``stopping``; the bell begins a round at once, the poll is the net."""
        while not stopping.is_set():
            if self._wire.is_up and await self._lease.hold() and await self.round():
                self._busy_until = time.monotonic() + BUSY_FOR_SECONDS
                await asyncio.sleep(ROUND_SPACING_SECONDS)
                continue
            await self._wait()

    async def round(self) -> int:
        """Claim, publish, mark. Returns the number of messages confirmed."""
        claimed = await self._claim()
        if not claimed:
            return 0
        by_stream = [list(rows) for _, rows in groupby(claimed, key=attrgetter("stream"))]
        results = await asyncio.gather(*(self._send(rows) for rows in by_stream))
        await self._mark(results)
        if any(sent.failure is Outcome.UNKNOWN for sent in results):
            await asyncio.sleep(send_backoff_seconds(1))
        return sum(
            sent.sent_seq - rows[0].sent_seq for sent, rows in zip(results, by_stream, strict=True)
        )

    async def _claim(self) -> list[Any]:
        async with self._database.begin(write=False) as connection:
            return list(await connection.execute(_CLAIM))

    async def _send(self, rows: list[Any]) -> Sent:
        """The messages of one stream, each after the confirm of the one before it."""
        stream, sent_seq, attempts = rows[0].stream, rows[0].sent_seq, rows[0].attempts
        for row in rows:
            outcome = await self._wire.publish(Outgoing(row.id, row.type, row.body))
            self._meters.published.labels(outcome.value).inc()
            if outcome is not Outcome.ACKED:
                same = sent_seq == rows[0].sent_seq and rows[0].last_error == outcome.value
                return Sent(stream, sent_seq, outcome, attempts + 1 if same else 1)
            sent_seq = row.stream_seq
        return Sent(stream, sent_seq, None, 0)

    async def _mark(self, results: list[Sent]) -> None:
        sent = [{"s": r.stream, "k": r.sent_seq} for r in results]
        failed = [
            {
                "s": r.stream,
                "n": r.attempts,
                "why": r.failure.value,
                "pause": send_backoff_seconds(r.attempts),
                "park": r.failure is Outcome.RETURNED and r.attempts >= RETURNED_PARK,
            }
            for r in results
            if r.failure in (Outcome.RETURNED, Outcome.NACKED)
        ]
        async with self._database.begin() as connection:
            await connection.execute(_ADVANCE, sent)
            if failed:
                await connection.execute(_HOLD_BACK, failed)
        for hold in failed:
            if hold["park"]:
                log.error("outbox stream parked", stream=hold["s"], outcome=hold["why"])

    async def _wait(self) -> None:
        if not self._wire.is_up or not self._lease.held:
            await asyncio.sleep(NOT_OURS_SECONDS)
        poll = BUSY_POLL_SECONDS if time.monotonic() < self._busy_until else IDLE_POLL_SECONDS
        try:
            await asyncio.wait_for(self._bell.wait(), poll)
        except TimeoutError:
            return
        self._bell.clear()


def _claim_statement() -> Any:
    due = (
        select(
            outbox_stream.c.stream,
            outbox_stream.c.sent_seq,
            outbox_stream.c.attempts,
            outbox_stream.c.last_error,
        )
        .where(
            outbox_stream.c.sent_seq < outbox_stream.c.next_seq,
            outbox_stream.c.parked_at.is_(None),
            outbox_stream.c.due_at <= moment(),
        )
        .order_by(outbox_stream.c.due_at)
        .limit(CLAIM_STREAMS)
        .subquery("due")
    )
    return (
        select(due, outbox.c.stream_seq, outbox.c.id, outbox.c.type, outbox.c.body)
        .join(
            outbox,
            (outbox.c.stream == due.c.stream)
            & (outbox.c.stream_seq > due.c.sent_seq)
            & (outbox.c.stream_seq <= due.c.sent_seq + CLAIM_PER_STREAM),
        )
        .order_by(outbox.c.stream, outbox.c.stream_seq)
    )


_CLAIM = _claim_statement()
_ADVANCE = (
    outbox_stream.update()
    .where(outbox_stream.c.stream == bindparam("s"), outbox_stream.c.sent_seq < bindparam("k"))
    .values(sent_seq=bindparam("k"), attempts=0, last_error=None, due_at=moment())
)
_HOLD_BACK = (
    outbox_stream.update()
    .where(outbox_stream.c.stream == bindparam("s"))
    .values(
        attempts=bindparam("n"),
        last_error=bindparam("why"),
        due_at=moment(bindparam("pause")),
        parked_at=case((bindparam("park"), moment()), else_=outbox_stream.c.parked_at),
    )
)

"""Messaging: taking streams in hand, and writing down what became of them. Set-based SQL on the inbox.

A claim commits a mark with the worker's boot id before any handler runs. A mark whose worker
neither holds the row lock nor came back within GRACE_SECONDS belongs to a process that died:
that counts as an attempt, so that a message that kills its process is found out.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, case, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.db.sql import moment
from shared.db.tables import inbox, inbox_stream
from shared.messaging.inbox import Status, next_is_here

BATCH_STREAMS = 50
GRACE_SECONDS = 3.0
DIED = "the process died while handling it"


@dataclass(frozen=True, slots=True)
class Hand:
    """The next message of one stream, in the hand of this worker."""

    source: str
    stream: str
    sequence: int
    attempts: int
    last_error: str | None
    message_id: UUID
    type: str
    tenant: str
    body: bytes

    @property
    def key(self) -> tuple[str, str, int]:
        return self.source, self.stream, self.sequence


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a message. ``status`` set: the cursor moves on. Else the stream waits or parks."""

    hand: Hand
    status: Status | None = None
    attempts: int = 0
    error: str | None = None
    pause_seconds: float = 0.0
    parked: bool = False


class Hands:
    """The streams of one consumer that one worker has in hand."""

    def __init__(self, consumer: str, boot: str) -> None:
        self._consumer, self._boot = consumer, f"{boot}/{consumer}"
        self._clean = self._claim_statement(
            BATCH_STREAMS,
            and_(inbox_stream.c.attempts == 0, inbox_stream.c.in_hand_by.is_(None)),
        )
        self._suspect = self._claim_statement(
            1, or_(inbox_stream.c.attempts > 0, inbox_stream.c.in_hand_by.is_not(None))
        )
        self._mine = and_(
            inbox_stream.c.consumer == consumer, inbox_stream.c.in_hand_by == self._boot
        )

    async def claim(self, connection: AsyncConnection) -> list[Hand]:
        """Up to BATCH_STREAMS streams that have no bad mark."""
        await connection.execute(self._clean)
        return await self._held(connection)

    async def claim_suspect(self, connection: AsyncConnection) -> list[Hand]:
        """One stream that failed before or was in the hand of the dead; alone, to harm no other."""
        await connection.execute(self._suspect)
        return await self._held(connection)

    async def lock(self, connection: AsyncConnection) -> set[tuple[str, str, int]]:
        """Row locks for the transaction of the effects: the keys that are still in this hand."""
        rows = await connection.execute(
            select(inbox_stream.c.source, inbox_stream.c.stream, inbox_stream.c.last_seq + 1)
            .where(self._mine)
            .with_for_update(skip_locked=True)
        )
        return {(source, stream, sequence) for source, stream, sequence in rows}

    async def conclude(self, connection: AsyncConnection, verdicts: list[Verdict]) -> None:
        """Write verdicts and let the streams go."""
        passed = [self._parameters(v) for v in verdicts if v.status]
        held = [self._parameters(v) for v in verdicts if not v.status]
        if passed:
            await connection.execute(_CLOSE_MESSAGE, passed)
            await connection.execute(_ADVANCE, passed)
        if held:
            await connection.execute(_NOTE_FAILURE, held)
            await connection.execute(_HOLD, held)

    async def _held(self, connection: AsyncConnection) -> list[Hand]:
        rows = await connection.execute(
            select(
                inbox_stream.c.source,
                inbox_stream.c.stream,
                inbox.c.stream_seq,
                inbox_stream.c.attempts,
                inbox_stream.c.last_error,
                inbox.c.message_id,
                inbox.c.type,
                inbox.c.tenant,
                inbox.c.body,
            )
            .join(
                inbox,
                (inbox.c.consumer == inbox_stream.c.consumer)
                & (inbox.c.source == inbox_stream.c.source)
                & (inbox.c.stream == inbox_stream.c.stream)
                & (inbox.c.stream_seq == inbox_stream.c.last_seq + 1),
            )
            .where(self._mine)
            .order_by(inbox_stream.c.due_at)
        )
        return [Hand(*row) for row in rows]

    def _claim_statement(self, limit: int, which: ColumnElement[bool]) -> Any:
        due = (
            select(inbox_stream.c.source, inbox_stream.c.stream)
            .where(
                inbox_stream.c.consumer == self._consumer,
                inbox_stream.c.ready,
                inbox_stream.c.parked_at.is_(None),
                inbox_stream.c.due_at <= moment(),
                which,
            )
            .order_by(inbox_stream.c.due_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("due")
        )
        died = and_(inbox_stream.c.in_hand_by.is_not(None), inbox_stream.c.in_hand_by != self._boot)
        again = case((inbox_stream.c.last_error == DIED, inbox_stream.c.attempts + 1), else_=1)
        return (
            inbox_stream.update()
            .where(
                inbox_stream.c.consumer == self._consumer,
                inbox_stream.c.source == due.c.source,
                inbox_stream.c.stream == due.c.stream,
            )
            .values(
                attempts=case((died, again), else_=inbox_stream.c.attempts),
                last_error=case((died, DIED), else_=inbox_stream.c.last_error),
                in_hand_by=self._boot,
                due_at=moment(GRACE_SECONDS),
            )
        )

    def _parameters(self, verdict: Verdict) -> dict[str, Any]:
        hand = verdict.hand
        return {
            "b_consumer": self._consumer,
            "b_source": hand.source,
            "b_stream": hand.stream,
            "b_id": hand.message_id,
            "b_seq": hand.sequence,
            "b_status": verdict.status.value if verdict.status else None,
            "b_attempts": verdict.attempts,
            "b_error": verdict.error,
            "b_pause": verdict.pause_seconds,
            "b_park": verdict.parked,
        }


_MESSAGE = and_(
    inbox.c.consumer == bindparam("b_consumer"), inbox.c.message_id == bindparam("b_id")
)
_STREAM = and_(
    inbox_stream.c.consumer == bindparam("b_consumer"),
    inbox_stream.c.source == bindparam("b_source"),
    inbox_stream.c.stream == bindparam("b_stream"),
)
_CLOSE_MESSAGE = (
    inbox.update()
    .where(_MESSAGE)
    .values(
        status=bindparam("b_status"),
        done_at=moment(),
        last_error=bindparam("b_error"),
    )
)
_ADVANCE = (
    inbox_stream.update()
    .where(_STREAM, inbox_stream.c.last_seq == bindparam("b_seq") - 1)
    .values(
        last_seq=bindparam("b_seq"),
        ready=next_is_here(2),
        attempts=0,
        last_error=None,
        in_hand_by=None,
        due_at=moment(),
    )
)
_NOTE_FAILURE = (
    inbox.update()
    .where(_MESSAGE)
    .values(
        attempts=inbox.c.attempts + 1,
        last_error=bindparam("b_error"),
    )
)
_HOLD = (
    inbox_stream.update()
    .where(_STREAM)
    .values(
        attempts=bindparam("b_attempts"),
        last_error=bindparam("b_error"),
        in_hand_by=None,
        due_at=moment(bindparam("b_pause")),
        parked_at=case((bindparam("b_park"), moment()), else_=None),
    )
)

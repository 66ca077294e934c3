"""Messaging: what an operator may do to messages that wait for a person. Each act goes on the audit chain."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.db.sql import insert_into, moment
from shared.db.tables import inbox, inbox_stream, outbox_stream
from shared.db.transaction import Transaction
from shared.messaging.inbox import Status, next_is_here

LISTED = 200
AGAIN_AT_ONCE = 1000


@dataclass(frozen=True)
class Stuck:
    """A quarantined message, or the message at the head of a parked stream."""

    where: str
    stream: str
    type: str
    message_id: str
    since: datetime | None
    error: str | None


async def stuck(connection: AsyncConnection) -> list[Stuck]:
    """Everything that waits for a person, the oldest first; at most LISTED of each kind."""
    parked_out = await connection.execute(
        select(outbox_stream.c.stream, outbox_stream.c.parked_at, outbox_stream.c.last_error)
        .where(outbox_stream.c.parked_at.is_not(None))
        .order_by(outbox_stream.c.parked_at)
        .limit(LISTED)
    )
    rows = [Stuck("parked outbox", s, "", "", at, error) for s, at, error in parked_out]
    parked_in = await connection.execute(
        _heads(inbox_stream.c.parked_at, inbox_stream.c.last_error)
        .where(inbox_stream.c.parked_at.is_not(None))
        .order_by(inbox_stream.c.parked_at)
        .limit(LISTED)
    )
    rows += [Stuck("parked inbox", s, t, str(i), at, e) for s, t, i, at, e in parked_in]
    quarantined = await connection.execute(
        select(
            inbox.c.stream,
            inbox.c.type,
            inbox.c.message_id,
            inbox.c.received_at,
            inbox.c.last_error,
        )
        .where(inbox.c.status == Status.QUARANTINED.value)
        .order_by(inbox.c.received_at)
        .limit(LISTED)
    )
    return rows + [Stuck("quarantined", s, t, str(i), at, e) for s, t, i, at, e in quarantined]


async def shown(connection: AsyncConnection, message_id: UUID) -> list[dict[str, Any]]:
    """The rows of a message, one per consumer, with the envelope where it can be read."""
    rows = await connection.execute(
        select(inbox, inbox.c.body).where(inbox.c.message_id == message_id)
    )
    return [
        {
            name: _readable(value) if name == "body" else str(value)
            for name, value in row._mapping.items()
            if name != "digest"
        }
        for row in rows
    ]


async def retry(
    tx: Transaction, *, message_id: UUID | None, message_type: str | None, status: Status
) -> int:
    """Give messages that stepped aside a stream of their own, where they are tried again.

    Their old stream went on without them; its cursor does not go back. Returns how many.
    """
    which = [inbox.c.status == status.value]
    which += [inbox.c.message_id == message_id] if message_id else []
    which += [inbox.c.type == message_type] if message_type else []
    found = (
        await tx.execute(
            select(inbox.c.consumer, inbox.c.source, inbox.c.message_id)
            .where(*which)
            .order_by(inbox.c.received_at)
            .limit(AGAIN_AT_ONCE)
        )
    ).all()
    for consumer, source, found_id in found:
        await _again(tx, consumer, source, found_id)
        tx.record(f"bus/{tx.service}", "message.retry", message_id=str(found_id))
    return len(found)


async def unpark(tx: Transaction, *, stream: str, skip: bool) -> int:
    """Let a parked stream go on: again from the message that failed, or past it (``skip``)."""
    going_on: dict[str, Any] = {
        "parked_at": None,
        "attempts": 0,
        "last_error": None,
        "due_at": moment(),
    }
    parked = (inbox_stream.c.stream == stream) & inbox_stream.c.parked_at.is_not(None)
    if skip:
        await _set_heads_aside(tx, stream)
        going_on |= {"last_seq": inbox_stream.c.last_seq + 1, "ready": next_is_here(2)}
    heard = await tx.execute(inbox_stream.update().where(parked).values(**going_on))
    said = await tx.execute(
        outbox_stream.update()
        .where(outbox_stream.c.stream == stream, outbox_stream.c.parked_at.is_not(None))
        .values(parked_at=None, attempts=0, last_error=None, due_at=moment())
    )
    tx.record(f"bus/{tx.service}", "stream.unpark", parked=stream, skip=skip)
    return int(heard.rowcount + said.rowcount)


async def resend(tx: Transaction, *, prefix: str, first: int) -> int:
    """Send streams again from ``first`` on, with the same ids and bytes; whoever has them, ignores them.

    ``prefix``: a whole stream, or a kind such as ``matter/`` for a consumer that starts late.
    """
    column = outbox_stream.c.stream
    whole_kind = prefix.endswith("/")
    which = column.startswith(prefix, autoescape=True) if whole_kind else column == prefix
    done = await tx.execute(
        outbox_stream.update()
        .where(
            which,
            outbox_stream.c.sent_seq >= first,
        )
        .values(sent_seq=first - 1, due_at=moment())
    )
    tx.record(f"bus/{tx.service}", "stream.resend", sent=prefix, first=first)
    return int(done.rowcount)


async def _again(tx: Transaction, consumer: str, source: str, message_id: UUID) -> None:
    own = f"again/{message_id}"
    await tx.execute(
        inbox.update()
        .where(inbox.c.consumer == consumer, inbox.c.message_id == message_id)
        .values(stream=own, stream_seq=1, status=Status.WAITING.value, done_at=None)
    )
    fresh = {"last_seq": 0, "ready": True, "attempts": 0, "due_at": moment(), "parked_at": None}
    await tx.execute(
        insert_into(inbox_stream, tx.database.dialect)
        .values(consumer=consumer, source=source, stream=own, **fresh)
        .on_conflict_do_update(
            index_elements=[inbox_stream.c.consumer, inbox_stream.c.source, inbox_stream.c.stream],
            set_={**fresh, "last_error": None, "in_hand_by": None},
        )
    )


async def _set_heads_aside(tx: Transaction, stream: str) -> None:
    heads = await tx.execute(
        _heads(inbox_stream.c.consumer).where(
            inbox_stream.c.stream == stream, inbox_stream.c.parked_at.is_not(None)
        )
    )
    for _, _, message_id, consumer in heads.all():
        await tx.execute(
            inbox.update()
            .where(inbox.c.consumer == consumer, inbox.c.message_id == message_id)
            .values(status=Status.QUARANTINED.value, done_at=moment())
        )


def _heads(*more: Any) -> Any:
    """The message at the head of each stream."""
    return select(inbox_stream.c.stream, inbox.c.type, inbox.c.message_id, *more).join(
        inbox,
        (inbox.c.consumer == inbox_stream.c.consumer)
        & (inbox.c.source == inbox_stream.c.source)
        & (inbox.c.stream == inbox_stream.c.stream)
        & (inbox.c.stream_seq == inbox_stream.c.last_seq + 1),
    )


def _readable(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return repr(body[:LISTED])

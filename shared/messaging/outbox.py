"""Messaging: facts become outbox rows in the transaction of their cause.

The sequence is taken under the row lock of its stream, last in the transaction, streams sorted:
gapless, commit order is sequence order, no deadlock, short locks.
"""

import asyncio
from collections import Counter
from functools import cache
from typing import Any

from sqlalchemy import case

from shared.db.pending import PendingFact
from shared.db.sql import insert_into, moment
from shared.db.tables import outbox, outbox_stream
from shared.db.transaction import Transaction
from shared.kernel.events import stream_of, type_of
from shared.messaging.envelope import digest_of, seal, source_of


class Outbox:
    """The before-commit hook of one service, and the bell that wakes its relay after the commit."""

    def __init__(self, service: str, epoch: int = 1) -> None:
        self.source = source_of(service, epoch)
        self.bell = asyncio.Event()

    async def write_facts(self, tx: Transaction) -> None:
        """Write what ``tx.publish`` collected. Two statements, whatever the number of facts."""
        facts = tx.pending.facts
        if not facts:
            return
        streams = [stream_of(pending.fact) for pending in facts]
        counts = Counter(streams)
        last = await _take_sequences(tx, counts)
        following = {stream: last[stream] - counts[stream] for stream in counts}
        rows = []
        for pending, stream in zip(facts, streams, strict=True):
            following[stream] += 1
            rows.append(self._row(tx, pending, stream, following[stream]))
        await tx.execute(outbox.insert(), rows if len(rows) > 1 else rows[0])
        tx.after_commit(self.bell.set)

    def _row(self, tx: Transaction, pending: PendingFact, stream: str, seq: int) -> dict[str, Any]:
        event_id, event_type, origin = tx.new_id(), type_of(pending.fact), pending.origin
        body = seal(
            pending.fact,
            id=event_id,
            type=event_type,
            source=self.source,
            stream=stream,
            sequence=seq,
            tenant=pending.tenant,
            time=tx.now,
            origin=origin,
        )
        return {
            "stream": stream,
            "stream_seq": seq,
            "id": event_id,
            "type": event_type,
            "tenant": pending.tenant,
            "occurred_at": tx.now,
            "body": body,
            "digest": digest_of(body),
            "correlation_id": origin.correlation_id,
            "causation_id": origin.causation_id,
            "traceparent": origin.traceparent,
            "actor": origin.actor,
        }


async def _take_sequences(tx: Transaction, counts: Counter[str]) -> dict[str, int]:
    """The last sequence taken on each stream; its row stays locked until the commit."""
    rows = [{"stream": stream, "next_seq": counts[stream]} for stream in sorted(counts)]
    statement = _taking(tx.database.dialect)
    taken = await tx.execute(statement, rows if len(rows) > 1 else rows[0])
    return {row.stream: row.next_seq for row in taken}


@cache
def _taking(dialect: str) -> Any:
    statement = insert_into(outbox_stream, dialect).values(due_at=moment())
    sent_all = outbox_stream.c.sent_seq == outbox_stream.c.next_seq
    return statement.on_conflict_do_update(
        index_elements=[outbox_stream.c.stream],
        set_={
            "next_seq": outbox_stream.c.next_seq + statement.excluded.next_seq,
            # A stream that is backing off keeps its time.
            "due_at": case((sent_all, statement.excluded.due_at), else_=outbox_stream.c.due_at),
        },
    ).returning(outbox_stream.c.stream, outbox_stream.c.next_seq)

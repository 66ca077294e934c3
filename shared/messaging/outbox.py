"""Messaging: facts become outbox rows in the transaction of their cause.

The sequence is taken under the row lock of its stream, last in the transaction, streams sorted:
gapless, commit order is sequence order, no deadlock, short locks.
"""

import asyncio
from collections import Counter

from sqlalchemy import case

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
        if not tx.pending.facts:
            return
        streams = [stream_of(pending.fact) for pending in tx.pending.facts]
        last_used = await _take_sequences(tx, Counter(streams))
        rows = []
        for pending, stream in zip(tx.pending.facts, streams, strict=True):
            last_used[stream] += 1
            rows.append(self._row(tx, pending, stream, last_used[stream]))
        await tx.execute(outbox.insert(), rows)
        tx.after_commit(self.bell.set)

"""Messaging: what arrives is stored before it is confirmed. Duplicates vanish here, order is restored later.

A batch is one transaction. New rows are told from old by ON CONFLICT DO NOTHING and what it
returns, never by catching an error that might be somebody else's.
"""

import asyncio
from collections.abc import Sequence
from enum import StrEnum
from operator import itemgetter
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

import structlog
from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.db.engine import Database
from shared.db.sql import insert_into, moment
from shared.db.tables import inbox, inbox_stream
from shared.messaging.envelope import (
    MAX_BODY_BYTES,
    EnvelopeUnreadable,
    Message,
    digest_of,
    unseal,
)
from shared.messaging.meters import Meters

NOWHERE = "/nowhere/0"
MISMATCH = "same id or place, other bytes"

log = structlog.get_logger(__name__)


class Status(StrEnum):
    """WAITING for its turn; DONE; SKIPPED: nobody here reads the type; QUARANTINED: needs a person."""

    WAITING = "waiting"
    DONE = "done"
    SKIPPED = "skipped"
    QUARANTINED = "quarantined"


Row = dict[str, Any]


class Inbox:
    """The inbox of one consumer. ``ingest`` is what a wire calls; ``bell`` wakes its effects."""

    def __init__(
        self, database: Database, consumer: str, bell: asyncio.Event, meters: Meters
    ) -> None:
        self._database, self._consumer = database, consumer
        self._bell, self._meters = bell, meters

    async def ingest(self, batch: Sequence[bytes]) -> None:
        """Store a batch. Returns when it is committed; raises when it is not."""
        rows, aside = self._sort_out(batch)
        async with self._database.begin() as connection:
            stored = await self._insert(connection, rows)
            known = [row for row in rows if row["message_id"] not in stored]
            aside += await self._mismatched(connection, known)
            if aside:
                await self._insert(connection, aside)
            await self._make_ready(connection, [r for r in rows if r["message_id"] in stored])
        self._count(len(stored), len(batch) - len(stored), aside)
        self._bell.set()

    def _sort_out(self, batch: Sequence[bytes]) -> tuple[list[Row], list[Row]]:
        """Rows to store, sorted so that two consumers never wait for each other; and rows set aside."""
        rows: dict[UUID, Row] = {}
        aside = []
        for body in batch:
            try:
                row = self._row(unseal(body), body)
            except EnvelopeUnreadable as error:
                aside.append(self._set_aside(body, "unreadable", str(error)))
                continue
            first = rows.setdefault(row["message_id"], row)
            if first["digest"] != row["digest"]:
                aside.append(self._set_aside(body, row["type"], MISMATCH))
        return sorted(rows.values(), key=itemgetter("source", "stream", "stream_seq")), aside

    def _row(self, message: Message, body: bytes) -> Row:
        return {
            "consumer": self._consumer,
            "message_id": message.id,
            "source": message.source,
            "stream": message.stream,
            "stream_seq": message.sequence,
            "type": message.type,
            "tenant": message.tenant,
            "body": body,
            "digest": digest_of(body),
            "status": Status.WAITING.value,
            "last_error": None,
        }

    def _set_aside(self, body: bytes, message_type: str, why: str) -> Row:
        """A quarantined row under an id made from the bytes: once, however often they arrive."""
        digest = digest_of(body)
        message_id = uuid5(NAMESPACE_OID, digest.hex())
        return {
            "consumer": self._consumer,
            "message_id": message_id,
            "source": NOWHERE,
            "stream": f"aside/{message_id}",
            "stream_seq": 1,
            "type": message_type,
            "tenant": "",
            "body": body[:MAX_BODY_BYTES],
            "digest": digest,
            "status": Status.QUARANTINED.value,
            "last_error": why,
        }

    async def _insert(self, connection: AsyncConnection, rows: list[Row]) -> set[UUID]:
        """The ids that were new."""
        if not rows:
            return set()
        statement = (
            insert_into(inbox, self._database.dialect)
            .values(received_at=moment(), attempts=0)
            .on_conflict_do_nothing()
            .returning(inbox.c.message_id)
        )
        return set((await connection.execute(statement, rows)).scalars())

    async def _mismatched(self, connection: AsyncConnection, known: list[Row]) -> list[Row]:
        """Of rows that were there already, those whose id or place holds other bytes: a security event."""
        if not known:
            return []
        found = await connection.execute(
            select(inbox.c.message_id, inbox.c.digest).where(
                inbox.c.consumer == self._consumer,
                inbox.c.message_id.in_([row["message_id"] for row in known]),
            )
        )
        digests = {row[0]: row[1] for row in found}
        return [
            self._set_aside(row["body"], row["type"], MISMATCH)
            for row in known
            if digests.get(row["message_id"]) != row["digest"]
        ]

    async def _make_ready(self, connection: AsyncConnection, rows: list[Row]) -> None:
        """Streams whose next message is here are ready. Never unset: another batch may know better."""
        streams = sorted({(row["source"], row["stream"]) for row in rows})
        if not streams:
            return
        statement = insert_into(inbox_stream, self._database.dialect).values(
            consumer=self._consumer, last_seq=0, attempts=0, due_at=moment()
        )
        statement = statement.on_conflict_do_update(
            index_elements=[inbox_stream.c.consumer, inbox_stream.c.source, inbox_stream.c.stream],
            set_={"ready": or_(inbox_stream.c.ready, next_is_here())},
        )
        first = {(row["source"], row["stream"]) for row in rows if row["stream_seq"] == 1}
        await connection.execute(
            statement,
            [{"source": s[0], "stream": s[1], "ready": s in first} for s in streams],
        )

    def _count(self, stored: int, others: int, aside: list[Row]) -> None:
        self._meters.stored.inc(stored)
        self._meters.duplicates.inc(max(0, others - len(aside)))
        for row in aside:
            mismatch = row["last_error"] == MISMATCH
            if mismatch:
                self._meters.mismatches.inc()
            log.error(
                "security event: message altered" if mismatch else "message unreadable",
                consumer=self._consumer,
                message_id=str(row["message_id"]),
                type=row["type"],
            )


def next_is_here(ahead: int = 1) -> Any:
    """Whether the message ``ahead`` of ``inbox_stream.last_seq`` is stored; for updates of that table."""
    return (
        exists()
        .where(
            inbox.c.consumer == inbox_stream.c.consumer,
            inbox.c.source == inbox_stream.c.source,
            inbox.c.stream == inbox_stream.c.stream,
            inbox.c.stream_seq == inbox_stream.c.last_seq + ahead,
        )
        .correlate(inbox_stream)
    )

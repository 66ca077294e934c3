"""Messaging: work to do later. A task is an inbox row of consumer ``tasks``, written with its cause."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from shared.db.pending import PendingTask
from shared.db.sql import moment
from shared.db.tables import inbox, inbox_stream
from shared.db.transaction import Transaction
from shared.messaging.envelope import Message, digest_of, seal
from shared.messaging.inbox import Status
from shared.messaging.subscriptions import Handler, Reading, reading

CONSUMER = "tasks"
H = TypeVar("H", bound=Handler)


class Tasks:
    """The tasks that one service performs, by name."""

    def __init__(self) -> None:
        self._readings: dict[str, Reading] = {}

    def performs(self, name: str) -> Callable[[H], H]:
        """Perform the task ``name``; the payload's reader is the annotation of the second parameter."""

        def mark(handler: H) -> H:
            if name in self._readings:
                raise TypeError(f"task {name} is performed twice")
            self._readings[name] = reading(handler, ordered=False)
            return handler

        return mark

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._readings))

    def deals_with(self, message: Message) -> bool:
        return message.type in self._readings

    def parks(self, message: Message) -> bool:
        return False

    async def deal(self, tx: Transaction, message: Message) -> None:
        await self._readings[message.type].read(tx, message.data)


class TaskQueue:
    """The before-commit hook of one service, and the bell that wakes its worker after the commit.

    Each task has a stream of its own: tasks wait for no other and no two callers wait for a lock.
    What it is about (``tx.enqueue(stream=...)``) travels as the subject of its envelope.
    """

    def __init__(self, service: str) -> None:
        self._source = f"/{service}/{CONSUMER}"
        self.bell = asyncio.Event()

    async def write_tasks(self, tx: Transaction) -> None:
        """Write what ``tx.enqueue`` collected. Two statements, whatever the number of tasks."""
        if not tx.pending.tasks:
            return
        rows = [self._row(tx, pending) for pending in tx.pending.tasks]
        await tx.execute(
            inbox.insert().values(
                consumer=CONSUMER,
                source=self._source,
                stream_seq=1,
                status=Status.WAITING.value,
                attempts=0,
                received_at=moment(),
            ),
            rows,
        )
        await tx.execute(
            inbox_stream.insert().values(
                consumer=CONSUMER,
                source=self._source,
                last_seq=0,
                ready=True,
                attempts=0,
                due_at=moment(),
            ),
            [{"stream": row["stream"]} for row in rows],
        )
        tx.after_commit(self.bell.set)

    def _row(self, tx: Transaction, pending: PendingTask) -> dict[str, Any]:
        task_id = tx.new_id()
        body = seal(
            pending.payload,
            id=task_id,
            type=pending.task,
            source=self._source,
            stream=pending.stream,
            sequence=1,
            tenant=pending.tenant,
            time=tx.now,
            origin=pending.origin,
        )
        return {
            "message_id": task_id,
            "stream": f"task/{task_id}",
            "type": pending.task,
            "tenant": pending.tenant,
            "body": body,
            "digest": digest_of(body),
        }

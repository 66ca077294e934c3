"""Messaging: timers. They only enqueue tasks, once per service however many workers run."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from shared.db.sql import insert_into, moment
from shared.db.tables import timer_run
from shared.db.transaction import Scope, Transaction, TransactionFactory
from shared.kernel.actor import system
from shared.messaging.lease import Lease

LOOK_SECONDS = 1.0


@dataclass(frozen=True)
class Timer:
    """Every so many seconds of system time, enqueue ``task`` with an empty payload."""

    name: str
    every_seconds: float
    task: str


class Timers:
    def __init__(
        self, service: str, timers: Sequence[Timer], transactions: TransactionFactory, lease: Lease
    ) -> None:
        self._service, self._timers = service, timers
        self._transactions, self._lease = transactions, lease

    async def run(self, stopping: asyncio.Event) -> None:
        while self._timers and not stopping.is_set():
            if await self._lease.hold():
                await self.round()
            try:
                await asyncio.wait_for(stopping.wait(), LOOK_SECONDS)
            except TimeoutError:
                continue

    async def round(self) -> int:
        """Enqueue what is due. A timer that slept through several turns rings once."""
        async with self._transactions.begin(actor=system(self._service), scope=Scope()) as tx:
            rung = [timer for timer in self._timers if await _due(tx, timer)]
            for timer in rung:
                tx.enqueue(timer.task, {}, tenant="", stream=f"timer/{timer.name}")
        return len(rung)


async def _due(tx: Transaction, timer: Timer) -> bool:
    """Take the turn of a timer, in the same transaction as its task."""
    first = (
        insert_into(timer_run, tx.database.dialect)
        .values(name=timer.name, due_at=moment(timer.every_seconds))
        .on_conflict_do_update(
            index_elements=[timer_run.c.name],
            set_={"due_at": moment(timer.every_seconds)},
            where=timer_run.c.due_at <= moment(),
        )
        .returning(timer_run.c.name)
    )
    return (await tx.execute(first)).first() is not None

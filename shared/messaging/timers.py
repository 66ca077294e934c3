"""Messaging: timers. They only enqueue tasks, once per service however many workers run."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select

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

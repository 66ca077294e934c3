"""Messaging: everything a service does in the background, as one supervised group with a graceful stop."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

import structlog

from shared.db.engine import Database
from shared.db.transaction import TransactionFactory
from shared.messaging import tasks as task_room
from shared.messaging.effects import Effects
from shared.messaging.flow import Flow
from shared.messaging.inbox import Inbox
from shared.messaging.lease import Lease
from shared.messaging.meters import Meters
from shared.messaging.outbox import Outbox
from shared.messaging.relay import Relay
from shared.messaging.rounds import Round, repeat
from shared.messaging.subscriptions import Subscriptions
from shared.messaging.tasks import TaskQueue, Tasks
from shared.messaging.timers import Timer, Timers
from shared.messaging.wire import Wire

RESTART_SECONDS = 1.0
STOP_SECONDS = 15.0
LEASE = "worker"

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Health:
    """``degraded``: work goes on and nothing is lost, but events do not leave (broker down)."""

    degraded: bool
    relays: bool
    failing: tuple[str, ...]


class Worker:
    """Relay, inbox, effects, tasks, timers, the flow check and the own rounds of one service."""

    def __init__(
        self,
        *,
        transactions: TransactionFactory,
        outbox: Outbox,
        task_queue: TaskQueue,
        subscriptions: Subscriptions,
        tasks: Tasks,
        timers: Sequence[Timer],
        rounds: Mapping[str, Round],
        wire: Wire,
        meters: Meters,
    ) -> None:
        service, database = transactions.service, transactions.database
        boot = boot_id(service, database)
        heard = asyncio.Event()
        self._service, self._wire, self._meters = service, wire, meters
        self._bells = (outbox.bell, task_queue.bell, heard)
        self._lease = Lease(database, LEASE, boot)
        self._inbox = Inbox(database, service, heard, meters)
        relay = Relay(database, wire, self._lease, outbox.bell, meters)
        self._loops: dict[str, Callable[[asyncio.Event], Awaitable[None]]] = {
            "relay": relay.run,
            "timers": Timers(service, timers, transactions, self._lease).run,
            "flow": Flow(database, self._lease, meters).run,
        }
        for consumer, desk, bell in (
            (service, subscriptions, heard),
            (task_room.CONSUMER, tasks, task_queue.bell),
        ):
            self._loops[f"effects {consumer}"] = Effects(
                consumer=consumer,
                desk=desk,
                transactions=transactions,
                boot=boot,
                bell=bell,
                meters=meters,
            ).run
        self._loops |= {name: partial(repeat, one) for name, one in rounds.items()}
        self._stopping = asyncio.Event()
        self._running: list[asyncio.Task[None]] = []
        self._failing: set[str] = set()

    async def start(self) -> None:
        """Begin to listen and to work. Returns at once; a broker that is away is waited for."""
        await self._wire.start(self._inbox.ingest)
        self._running = [
            asyncio.create_task(self._supervise(name, loop), name=f"{self._service} {name}")
            for name, loop in self._loops.items()
        ]

    async def stop(self) -> None:
        """Stop claiming, finish what is in hand, confirm, close. What is cut off is done again later."""
        self._stopping.set()
        for bell in self._bells:
            bell.set()
        await self._wire.stop_listening()
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=STOP_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._wire.close()
        await self._lease.release()

    def health(self) -> Health:
        return Health(
            degraded=not self._wire.is_up or bool(self._failing),
            relays=self._lease.held,
            failing=tuple(sorted(self._failing)),
        )

    async def _supervise(self, name: str, loop: Callable[[asyncio.Event], Awaitable[Any]]) -> None:
        """One loop's failure never ends another; it starts again after a pause."""
        while not self._stopping.is_set():
            try:
                await loop(self._stopping)
                return
            except Exception:  # database away, or a defect: say so, and go on
                self._failing.add(name)
                log.exception("worker loop failed", service=self._service, loop=name)
                await asyncio.sleep(RESTART_SECONDS)
                self._failing.discard(name)


def boot_id(service: str, database: Database) -> str:
    """Differs for every process that may run beside another; an SQLite file has only one."""
    return f"{service}/{os.getpid()}/{uuid4().hex[:12]}"

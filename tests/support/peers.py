"""Support: two small services that talk over any wire and any database, for the tests of messaging."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pika
from prometheus_client import CollectorRegistry
from pydantic import BaseModel
from sqlalchemy import Column, Integer, MetaData, Table, Text, insert, select

from shared.db.engine import Database
from shared.db.tables import chassis, inbox, inbox_stream, outbox_stream
from shared.db.transaction import Scope, Transaction, TransactionFactory
from shared.kernel.actor import system
from shared.kernel.clock import SystemClock
from shared.kernel.events import event
from shared.messaging import flow
from shared.messaging import tasks as task_room
from shared.messaging.amqp import AmqpWire
from shared.messaging.effects import Effects
from shared.messaging.in_process import House
from shared.messaging.inbox import Inbox, Status
from shared.messaging.lease import Lease
from shared.messaging.meters import Meters
from shared.messaging.outbox import Outbox
from shared.messaging.relay import Relay
from shared.messaging.subscriptions import Subscriptions
from shared.messaging.tasks import TaskQueue, Tasks
from shared.messaging.topology import Topology
from shared.messaging.wire import Wire
from tests.support.servers import fresh_postgres, required
from tests.support.vaults import fresh_vault

SETTLE_SECONDS = 20.0

metadata = MetaData()
noted = Table(
    "noted",
    metadata,
    Column("place", Integer, primary_key=True, autoincrement=True),
    Column("stream", Text, nullable=False),
    Column("step", Integer, nullable=False),
    Column("word", Text, unique=True),
)


@dataclass(frozen=True, kw_only=True)
class Step:
    thing_id: UUID
    step: int
    word: str | None = None


@event("alpha.thing.moved.v1", stream="thing")
@dataclass(frozen=True, kw_only=True)
class Moved(Step):
    """Its failing handlers park the stream."""


@event("alpha.thing.noticed.v1", stream="thing")
@dataclass(frozen=True, kw_only=True)
class Noticed(Step):
    """Its failing handlers step aside."""


@event("alpha.thing.ignored.v1", stream="thing")
@dataclass(frozen=True, kw_only=True)
class Ignored(Step):
    """Nobody reads it."""


class StepSeen(BaseModel):
    thing_id: UUID
    step: int
    word: str | None = None


@dataclass
class Peer:
    """One service: chassis tables, ``noted`` for its effects, and every part of its messaging."""

    name: str
    database: Database
    new_wire: Callable[[], Wire]
    subscriptions: Subscriptions
    tasks: Tasks
    refuse: Callable[[StepSeen], None] = lambda seen: None
    meters: Meters = field(default_factory=lambda: Meters(CollectorRegistry()))
    boot: str = field(default_factory=lambda: uuid4().hex)

    def __post_init__(self) -> None:
        self.wire = self.new_wire()
        self.outbox, self.task_queue = Outbox(self.name), TaskQueue(self.name)
        self.transactions = TransactionFactory(
            self.database,
            self.name,
            SystemClock(),
            fresh_vault(),
            before_commit=(self.task_queue.write_tasks, self.outbox.write_facts),
        )
        self.bell = asyncio.Event()
        self.inbox = Inbox(self.database, self.name, self.bell, self.meters)
        self.lease = Lease(self.database, "worker", self.boot)
        self.relay = Relay(self.database, self.wire, self.lease, self.outbox.bell, self.meters)
        self.effects = self.effects_of(self.boot)
        self.task_effects = Effects(
            consumer=task_room.CONSUMER,
            desk=self.tasks,
            transactions=self.transactions,
            boot=self.boot,
            bell=self.task_queue.bell,
            meters=self.meters,
        )

    def effects_of(self, boot: str) -> Effects:
        return Effects(
            consumer=self.name,
            desk=self.subscriptions,
            transactions=self.transactions,
            boot=boot,
            bell=self.bell,
            meters=self.meters,
        )

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Transaction]:
        async with self.transactions.begin(actor=system(self.name), scope=Scope()) as tx:
            yield tx

    async def say(self, *facts: Any) -> None:
        async with self.begin() as tx:
            for fact in facts:
                tx.publish(fact, tenant="LA-150203")

    async def notes(self, stream: UUID | None = None) -> list[tuple[int, str | None]]:
        """Steps and words noted, in the order of their effect."""
        statement = select(noted.c.step, noted.c.word).order_by(noted.c.place)
        if stream:
            statement = statement.where(noted.c.stream == f"thing/{stream}")
        return [(row.step, row.word) for row in await self.rows(statement)]

    async def rows(self, statement: Any) -> list[Any]:
        async with self.database.begin(write=False) as connection:
            return list((await connection.execute(statement)).all())

    async def statuses(self) -> dict[Status, int]:
        counts: dict[Status, int] = {}
        for (status,) in await self.rows(select(inbox.c.status)):
            counts[Status(status)] = counts.get(Status(status), 0) + 1
        return counts

    async def stream(self, stream: UUID) -> Any:
        table = inbox_stream
        (row,) = await self.rows(select(table).where(table.c.stream == f"thing/{stream}"))
        return row

    async def work(self) -> None:
        """Apply everything that is due."""
        while await self.effects.round() + await self.task_effects.round():
            continue


async def note(tx: Transaction, seen: StepSeen) -> None:
    stream = f"thing/{seen.thing_id}"
    await tx.execute(insert(noted), {"stream": stream, "step": seen.step, "word": seen.word})


@dataclass
class Pair:
    """``alpha`` says, ``beta`` hears."""

    alpha: Peer
    beta: Peer

    async def sent(self) -> None:
        """Alpha's relay has nothing left, and beta has stored what was confirmed."""

        async def all_stored() -> bool:
            while await self.alpha.relay.round():
                continue
            return await self.stored()

        await until(all_stored)

    async def settle(self) -> None:
        await self.sent()
        await self.beta.work()

    async def stored(self) -> bool:
        """Whether everything confirmed lies in beta's inbox, and nothing waits for a confirm."""
        waiting = outbox_stream.c.sent_seq < outbox_stream.c.next_seq
        if await self.alpha.rows(select(outbox_stream.c.stream).where(waiting)):
            return False
        async with (
            self.alpha.database.begin(write=False) as theirs,
            self.beta.database.begin(write=False) as ours,
        ):
            missing = await flow.never_arrived(
                theirs, ours, service=self.beta.name, source=self.alpha.outbox.source
            )
        return not missing


async def until(holds: Callable[[], Awaitable[bool]], seconds: float = SETTLE_SECONDS) -> None:
    end = time.monotonic() + seconds
    while not await holds():
        assert time.monotonic() < end, "it did not settle in time"
        await asyncio.sleep(0.02)


def listening(peer_refuses: Callable[[], Callable[[StepSeen], None]]) -> Subscriptions:
    """Beta's ears: every step is noted; ``peer_refuses`` may raise after the note was written."""
    subscriptions = Subscriptions()

    @subscriptions.hears("alpha.thing.moved.v1")
    async def on_moved(tx: Transaction, seen: StepSeen) -> None:
        await note(tx, seen)
        peer_refuses()(seen)

    @subscriptions.hears("alpha.thing.noticed.v1", ordered=False)
    async def on_noticed(tx: Transaction, seen: StepSeen) -> None:
        await note(tx, seen)
        peer_refuses()(seen)

    return subscriptions


@asynccontextmanager
async def fresh_database(dialect: str, folder: Path) -> AsyncIterator[Database]:
    """A database with the chassis tables and ``noted``."""
    async with AsyncExitStack() as stack:
        if dialect == "postgresql":
            url = (await stack.enter_async_context(fresh_postgres())).owner_url
        else:
            url = f"sqlite+aiosqlite:///{folder / uuid4().hex}.db"
        database = Database(url)
        async with database.begin() as connection:
            await connection.run_sync(chassis.create_all)
            await connection.run_sync(metadata.create_all)
        yield database
        await database.dispose()


@asynccontextmanager
async def pair(
    wire: str, dialect: str, folder: Path, *, bound: bool = True, connected: bool = True
) -> AsyncIterator[Pair]:
    """Alpha and beta on ``wire`` (``in_process``, ``amqp``).

    ``bound=False``: nobody hears alpha. ``connected=False``: their wires are not started.
    """
    mark = uuid4().hex[:8]
    async with (
        fresh_database(dialect, folder) as first,
        fresh_database(dialect, folder) as second,
        _wires(wire, f"alpha-{mark}", f"beta-{mark}", bound=bound) as (out, into),
    ):
        alpha = Peer(f"alpha-{mark}", first, out, Subscriptions(), Tasks())
        ears = listening(lambda: beta.refuse)
        beta = Peer(f"beta-{mark}", second, into, ears, _tasks(lambda: beta.refuse))
        if connected:
            for peer in (alpha, beta):
                await peer.wire.start(peer.inbox.ingest)
            await until(_up(alpha.wire))
        yield Pair(alpha, beta)
        for peer in (alpha, beta):
            await peer.wire.close()


def _tasks(refuses: Callable[[], Callable[[StepSeen], None]]) -> Tasks:
    tasks = Tasks()

    @tasks.performs("note_later")
    async def note_later(tx: Transaction, seen: StepSeen) -> None:
        await note(tx, seen)
        refuses()(seen)

    return tasks


def _up(wire: Wire) -> Callable[[], Awaitable[bool]]:
    async def is_up() -> bool:
        return wire.is_up

    return is_up


@asynccontextmanager
async def _wires(
    kind: str, alpha: str, beta: str, *, bound: bool
) -> AsyncIterator[tuple[Callable[[], Wire], Callable[[], Wire]]]:
    heard = frozenset({alpha} if bound else ())
    if kind == "in_process":
        house = House()
        house.wire(beta, heard)
        yield partial(house.wire, alpha, frozenset()), partial(house.wire, beta, heard)
        return
    url = required("TEST_RABBITMQ_URL")
    topologies = Topology(alpha, frozenset()), Topology(beta, heard)
    for topology in topologies:
        topology.declare(url)
    try:
        first, second = (partial(_amqp_wire, topology, url) for topology in topologies)
        yield first, second
    finally:
        _remove(url, topologies)


def _amqp_wire(topology: Topology, url: str) -> Wire:
    return AmqpWire(topology, url, Meters(CollectorRegistry()))


def _remove(url: str, topologies: tuple[Topology, ...]) -> None:
    connection = pika.BlockingConnection(pika.URLParameters(url))
    channel = connection.channel()
    for topology in topologies:
        for queue in (topology.queue, topology.dead_queue):
            channel.queue_delete(queue)
        for exchange in (topology.exchange, topology.dead_exchange):
            channel.exchange_delete(exchange)
    connection.close()

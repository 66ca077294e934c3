"""The worker: everything in the background together, started, stopped, and one at a time."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from shared.db.sql import moment
from shared.db.tables import inbox, job_lease
from shared.messaging.inbox import Status
from shared.messaging.lease import Lease
from shared.messaging.timers import Timer, Timers
from shared.messaging.worker import Worker
from tests.support.peers import Moved, Pair, Peer, until


def worker_of(peer: Peer, *timers: Timer) -> Worker:
    return Worker(
        transactions=peer.transactions,
        outbox=peer.outbox,
        task_queue=peer.task_queue,
        subscriptions=peer.subscriptions,
        tasks=peer.tasks,
        timers=timers,
        rounds={},
        wire=peer.new_wire(),
        meters=peer.meters,
    )


@asynccontextmanager
async def working(two: Pair) -> AsyncIterator[tuple[Worker, Worker]]:
    workers = worker_of(two.alpha), worker_of(two.beta)
    for worker in workers:
        await worker.start()
    yield workers
    for worker in workers:
        await worker.stop()


async def test_what_is_said_arrives_by_itself_and_soon(resting: Pair) -> None:
    thing = uuid4()
    async with working(resting):
        await resting.alpha.say(Moved(thing_id=thing, step=0))
        await until(lambda: noted(resting, 1))
        started = time.monotonic()
        for step in range(1, 21):
            await resting.alpha.say(Moved(thing_id=thing, step=step))
        await until(lambda: noted(resting, 21))
        assert time.monotonic() - started < 5
    assert [step for step, _ in await resting.beta.notes(thing)] == list(range(21))


async def noted(two: Pair, count: int) -> bool:
    return len(await two.beta.notes()) == count


async def test_a_stopped_worker_leaves_nothing_in_hand(resting: Pair) -> None:
    async with working(resting):
        await resting.alpha.say(*[Moved(thing_id=uuid4(), step=n) for n in range(300)])
    started = time.monotonic()
    async with working(resting):
        await until(lambda: noted(resting, 300))
    assert time.monotonic() - started < 20


async def test_health_tells_that_all_is_well(resting: Pair) -> None:
    async with working(resting) as (alpha, _):

        async def relays() -> bool:
            return alpha.health().relays

        await until(relays)
        assert not alpha.health().degraded


async def test_a_loop_that_fails_is_started_again(
    resting: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    thing = uuid4()
    rounds = []
    claim = resting.alpha.relay.__class__._claim

    async def fail_once(self):  # type: ignore[no-untyped-def]
        rounds.append(1)
        if len(rounds) == 1:
            raise RuntimeError
        return await claim(self)

    monkeypatch.setattr(resting.alpha.relay.__class__, "_claim", fail_once)
    async with working(resting):
        await resting.alpha.say(Moved(thing_id=thing, step=1))
        await until(lambda: noted(resting, 1))


async def test_a_lease_has_one_holder_until_it_runs_out(talking: Pair, dialect: str) -> None:
    if dialect == "sqlite":
        pytest.skip("an SQLite file has one process, which needs no lease")
    database = talking.alpha.database
    first, second = Lease(database, "worker", "first"), Lease(database, "worker", "second")
    assert await first.hold()
    assert not await second.hold()
    async with database.begin() as connection:
        await connection.execute(update(job_lease).values(until=moment(-1.0)))
    assert await second.hold()
    first._renew_at = float("-inf")
    assert not await first.hold()
    await second.release()
    assert await first.hold()


async def test_a_timer_rings_once_for_all_workers(talking: Pair) -> None:
    timer = Timer("hourly", 3600, "note_later")
    for boot in ("first", "second"):
        lease = Lease(talking.beta.database, "worker", boot)
        await Timers(talking.beta.name, [timer], talking.beta.transactions, lease).round()
    (row,) = await talking.beta.rows(select(inbox))
    assert (row.type, row.status) == ("note_later", Status.WAITING)


async def test_two_workers_share_the_streams_without_doubling(talking: Pair) -> None:
    await talking.alpha.say(*[Moved(thing_id=uuid4(), step=n) for n in range(120)])
    await talking.sent()
    several = [talking.beta.effects_of(boot) for boot in ("one", "two", "three")]

    async def drain(effects) -> None:  # type: ignore[no-untyped-def]
        while await effects.round():
            continue

    await asyncio.gather(*(drain(effects) for effects in several))
    await until(lambda: noted(talking, 120))
    assert sorted(step for step, _ in await talking.beta.notes()) == list(range(120))

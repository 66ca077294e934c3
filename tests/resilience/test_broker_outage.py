"""The broker goes away under work: callers do not notice, and everything arrives when it is back."""

import asyncio
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest

from tests.support.doomed import worker_of
from tests.support.peers import Moved, Pair, pair, until
from tools.development_servers import RabbitMQ

FLUSH_SECONDS = 3.0  # until a queue that was just declared is on the broker's disk

pytestmark = pytest.mark.broker


@pytest.fixture
def own_broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[RabbitMQ]:
    """A broker that this test may kill."""
    broker = RabbitMQ()
    broker.start()
    monkeypatch.setenv("TEST_RABBITMQ_URL", broker.url)
    yield broker
    broker.stop()


async def noted(two: Pair, count: int) -> bool:
    return len(await two.beta.notes()) == count


@pytest.mark.timeout(240)
async def test_a_broker_killed_under_work_loses_nothing(
    own_broker: RabbitMQ, tmp_path: Path
) -> None:
    things = [uuid4() for _ in range(20)]
    async with pair("amqp", "sqlite", tmp_path, connected=False) as two:
        workers = worker_of(two.alpha), worker_of(two.beta)
        for worker in workers:
            await worker.start()
        for step in range(1, 4):
            await two.alpha.say(*[Moved(thing_id=thing, step=step) for thing in things])
        await until(partial(noted, two, 3 * len(things)), seconds=60)
        await asyncio.sleep(FLUSH_SECONDS)
        own_broker.kill()
        for step in range(4, 10):
            await two.alpha.say(*[Moved(thing_id=thing, step=step) for thing in things])

        async def degraded() -> bool:
            return all(worker.health().degraded for worker in workers)

        await until(degraded)
        own_broker.start()

        await until(partial(noted, two, 9 * len(things)), seconds=90)
        for thing in things:
            assert [step for step, _ in await two.beta.notes(thing)] == list(range(1, 10))
        for worker in workers:
            assert not worker.health().degraded
            await worker.stop()

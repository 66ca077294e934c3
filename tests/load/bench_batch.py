"""Load: a partner's batch of 1,000 against the same pushes one by one, and the memory that it takes.

    python tools/with_servers.py python -m tests.load.bench_batch

One process holds client, edge and worker, so the memory is an upper bound of what a batch adds.
"""

import asyncio
import gc
import os
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from services.intake.service import service
from shared.messaging.effects import Effects
from shared.messaging.tasks import CONSUMER
from tests.load.figures import Figure, report
from tests.load.processes import resident_mb
from tests.load.running import running_on
from tests.load.works import ORGAN
from tests.support.intake_bodies import duty_request
from tests.support.servers import fresh_postgres
from tests.support.tokens import bearer

ITEMS = 1_000
SINGLES = 250
WARM_UP = 60
REPETITIONS = int(os.environ.get("BENCH_REPETITIONS", "5"))
MEMORY_MB_MAX = 30.0
CLIENT = {"sub": "dc", "person_id": "client/dc", "org_id": ORGAN, "roles": ["partner"]}


@dataclass
class House:
    """Edge and task worker of intake on one database."""

    http: httpx.AsyncClient
    effects: Effects

    async def push(self, path: str, body: dict[str, Any]) -> None:
        headers = {"authorization": bearer(**CLIENT), "idempotency-key": os.urandom(8).hex()}
        answer = await self.http.post(path, json=body, headers=headers)
        assert answer.status_code == 202, answer.text

    async def batch(self, items: int) -> None:
        """Push one batch and work it off to its last item."""
        pushes = [{"kind": "duty_request", "content": content()} for _ in range(items)]
        await self.push("/intake/v1/partner-batches", {"items": pushes})
        while await self.effects.round():
            pass

    async def one_by_one(self, items: int) -> None:
        for _ in range(items):
            await self.push("/intake/v1/duty-requests", content())


def content() -> dict[str, Any]:
    """A duty request under a reference of its own."""
    return duty_request(reference=os.urandom(8).hex())


async def figures() -> list[Figure]:
    async with opened() as house:
        await house.batch(WARM_UP)
        await house.one_by_one(WARM_UP)
        memory_mb = [await _memory_above_idle(house) for _ in range(REPETITIONS)]
        pairs = [
            (
                await _rate(house.batch, ITEMS),
                await _rate(house.one_by_one, SINGLES),
            )
            for _ in range(REPETITIONS)
        ]
    ratio = statistics.median(batch / single for batch, single in pairs)
    batch, single = (statistics.median(side) for side in zip(*pairs, strict=True))
    beside = f"batch {batch:.0f}/s, one by one {single:.0f}/s"
    memory = Figure("size", "batch of 1,000: memory", max(memory_mb), "MB", MEMORY_MB_MAX)
    return [memory, Figure("I-08", "batch of 1,000: items", ratio, "of singles", 1.0, True, beside)]


@asynccontextmanager
async def opened() -> AsyncIterator[House]:
    """A migrated, seeded PostgreSQL database, the application and its task worker."""
    async with fresh_postgres(service.package) as database, running_on(database) as (running, http):
        effects = Effects(
            consumer=CONSUMER,
            desk=service.tasks,
            transactions=running.transactions,
            boot="bench",
            bell=running.task_queue.bell,
            meters=running.meters,
        )
        yield House(http, effects)


async def _rate(push: Callable[[int], Awaitable[None]], items: int) -> float:
    started = time.perf_counter()
    await push(items)
    return items / (time.perf_counter() - started)


async def _memory_above_idle(house: House) -> float:
    """The peak of the resident set while a batch is taken in and worked off, over the rest before."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak of before
    idle = resident_mb(os.getpid())
    await house.batch(ITEMS)
    return resident_mb(os.getpid(), peak=True) - idle


if __name__ == "__main__":
    sys.exit(report(asyncio.run(figures())))

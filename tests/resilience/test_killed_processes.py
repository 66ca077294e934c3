"""A process killed at any point of the way: nothing lost, nothing doubled, order kept, no human needed."""

import asyncio
import json
import signal
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from tests.support.doomed import POINTS
from tests.support.peers import Moved, Pair, pair
from tests.support.servers import required

RECOVERY_SECONDS = 90
SHAPES = [("in_process", "sqlite"), ("amqp", "postgresql")]


async def run(two: Pair, wire: str, folder: Path, die_at: str | None) -> int:
    """The exit code of a process that works for both services."""
    plan = {
        "wire": wire,
        "alpha": two.alpha.name,
        "beta": two.beta.name,
        "alpha_url": two.alpha.database.url,
        "beta_url": two.beta.database.url,
        "broker_url": required("TEST_RABBITMQ_URL") if wire == "amqp" else None,
        "die_at": die_at,
    }
    file = folder / "plan.json"
    file.write_text(json.dumps(plan))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.doomed", str(file), stderr=asyncio.subprocess.DEVNULL
    )
    return await asyncio.wait_for(process.wait(), RECOVERY_SECONDS)


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize(("wire", "dialect"), SHAPES, ids=["embedded", "production"])
async def test_a_killed_process_loses_and_doubles_nothing(
    wire: str, dialect: str, point: str, tmp_path: Path
) -> None:
    things = [uuid4() for _ in range(30)]
    async with pair(wire, dialect, tmp_path, connected=False) as two:
        for step in range(1, 5):
            await two.alpha.say(*[Moved(thing_id=thing, step=step) for thing in things])
        assert await run(two, wire, tmp_path, point) == -signal.SIGKILL
        assert await run(two, wire, tmp_path, None) == 0
        for thing in things:
            assert [step for step, _ in await two.beta.notes(thing)] == [1, 2, 3, 4]

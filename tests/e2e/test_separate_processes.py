"""The example cases on the production shape: separate processes, PostgreSQL, RabbitMQ - which fails.

In the middle of the journey the broker is killed and stays away for a while. Callers do not notice,
and at the end everything is as the embedded house leaves it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from rich.console import Console

from embedded.case_file import CaseFile, Step, load_case_files
from embedded.journal import Journal
from embedded.outcome import print_outcome
from embedded.player import Player
from shared.kernel.clock import ManualClock
from shared.security.development_issuer import DevelopmentIssuer, issuer_key
from shared.security.personas import load_personas
from tests.support.embedded_process import EXAMPLES, STEPS, free_port
from tests.support.separate_processes import (
    SEEDS,
    START_SECONDS_MAX,
    Addresses,
    Processes,
    issuer_url,
    separate_processes,
)
from tools.development_servers import RabbitMQ

OUTAGE_AFTER_STEPS = 60
OUTAGE_SECONDS = 15.0
WAIT_SECONDS = 90.0  # a step may have to wait for the broker to come back
CALL_SECONDS_MAX = 30.0
ARRIVAL_SECONDS_MAX = 60.0
LOOK_AGAIN_SECONDS = 0.5

pytestmark = [pytest.mark.broker, pytest.mark.timeout(600)]


class Outage:
    """Kills the broker after some steps, and starts it again when the time is over."""

    def __init__(self, broker: RabbitMQ) -> None:
        self._broker, self._steps = broker, 0
        self.over: asyncio.Task[None] | None = None

    def stepped(self, case: CaseFile, step: Step) -> None:
        self._steps += 1
        if self._steps == OUTAGE_AFTER_STEPS:
            self._broker.kill()
            self.over = asyncio.create_task(self._end())

    async def _end(self) -> None:
        await asyncio.sleep(OUTAGE_SECONDS)
        await asyncio.to_thread(self._broker.start)


@dataclass
class Journey:
    processes: Processes
    player: Player
    addresses: Addresses
    cases: list[CaseFile]


@asynccontextmanager
async def journey(folder: Path, broker: RabbitMQ) -> AsyncIterator[Journey]:
    """Processes that are up, and a player with the tokens of their issuer and their clock."""
    cases = load_case_files(EXAMPLES)
    clock, key, port = ManualClock(folder / "clock"), folder / "issuer.json", free_port()
    clock.set(min(case.steps[0].at for case in cases))
    issuer = DevelopmentIssuer(
        issuer_key(key), url=issuer_url(port), personas=load_personas(SEEDS / "personas.toml")
    )
    async with separate_processes(
        folder,
        broker_url=broker.url,
        clock_file=folder / "clock",
        issuer_key=key,
        issuer_port=port,
    ) as processes:
        addresses = Addresses(processes.ports)
        async with httpx.AsyncClient(
            transport=addresses, base_url="http://127.0.0.1", timeout=CALL_SECONDS_MAX
        ) as client:
            await _all_ready(client)
            player = Player(
                client,
                token_of=issuer.persona_token,
                clock=clock,
                journal=Journal(folder / "demo.json"),
                wait_seconds=WAIT_SECONDS,
            )
            yield Journey(processes, player, addresses, cases)


async def _all_ready(client: httpx.AsyncClient) -> None:
    async with asyncio.timeout(START_SECONDS_MAX):
        for service in ("intake", "assignment", "payment", "quality"):
            while not await _ready(client, service):
                await asyncio.sleep(LOOK_AGAIN_SECONDS)


async def _ready(client: httpx.AsyncClient, service: str) -> bool:
    try:
        return (await client.get(f"/{service}/readyz")).is_success
    except httpx.TransportError:
        return False


async def test_the_journey_survives_a_broker_that_goes_away_in_its_middle(tmp_path: Path) -> None:
    broker = RabbitMQ()
    broker.start()
    try:
        async with journey(tmp_path, broker) as on:
            outage = Outage(broker)
            await on.player.play(on.cases, outage)
            assert outage.over is not None, "the cases are shorter than the outage is late"
            await outage.over
            await _everything_arrived(on.processes)
            console = Console(file=(tmp_path / "outcome.txt").open("w"), width=200)
            # Timelines, clocks in time, trial balance zero, audit chains whole, nothing waiting.
            await print_outcome(on.player, on.processes.databases, on.cases, console)
            journal = Journal(tmp_path / "demo.json")
            assert {case.name: journal.done(case.name) for case in on.cases} == STEPS
            assert await on.processes.torn() == []
            assert on.addresses.failures == []
    finally:
        broker.stop()


async def _everything_arrived(processes: Processes) -> None:
    """``verify-flow`` is clean for every pair of services."""
    async with asyncio.timeout(ARRIVAL_SECONDS_MAX):
        while await processes.missing():
            await asyncio.sleep(LOOK_AGAIN_SECONDS)

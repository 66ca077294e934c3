"""Support: a real service that only listens: fed with messages, then looked at from outside."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from joserfc.jwk import KeySet
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.db.tables import inbox
from shared.messaging import tasks as task_room
from shared.messaging.effects import Effects
from shared.messaging.inbox import Inbox, Status
from shared.security.key_sets import FixedKeys
from shared.service import Running, Service, ServiceSettings, prepare
from tests.support.tokens import KEY, SETTINGS
from tools.contract_documents import SERVICES

__all__ = ["SERVICES", "Heard", "fed", "heard_by", "prepared"]

BATCH = 5
SEED_FOLDER = Path("deploy/baotou")
NOON = datetime(2026, 4, 1, 4, 0, tzinfo=UTC)
ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
COUNTERS = frozenset({"version"})  # how often a row was touched on the way is no part of its state


class StoppedClock:
    def now(self) -> datetime:
        return NOON


@dataclass(frozen=True)
class Heard:
    """What a service's own tables hold in the end, and which messages took no effect."""

    tables: dict[str, list[str]]
    stuck: list[tuple[str, str | None]]


def declared(name: str) -> Service:
    service: Service = import_module(f"services.{name}.service").service
    return service


def heard_by(name: str) -> tuple[str, ...]:
    return tuple(sorted(declared(name).topology.hears))


def prepared(name: str, folder: Path) -> Path:
    """A database file with the seed of the city."""
    file = folder / f"{name}.db"
    asyncio.run(prepare(declared(name), _settings(name, file), clock=StoppedClock()))
    return file


async def fed(name: str, file: Path, deliveries: Sequence[bytes]) -> Heard:
    """Deliver in small batches, each applied before the next comes."""
    known = {found for body in deliveries for found in ID.findall(body.decode())}
    async with _listening(name, file) as house:
        storing = Inbox(house.database, name, asyncio.Event(), house.meters)
        applying = [_effects(house, name), _effects(house, task_room.CONSUMER)]
        for start in range(0, len(deliveries), BATCH):
            await storing.ingest(deliveries[start : start + BATCH])
            await _applied(applying)
        async with house.database.begin(write=False) as connection:
            return Heard(await _tables(house, connection, known), await _stuck(connection))


async def _applied(consumers: Sequence[Effects]) -> None:
    for effects in consumers:
        while await effects.round():
            continue


def _settings(name: str, file: Path) -> ServiceSettings:
    url = f"sqlite+aiosqlite:///{file}"
    return declared(name).settings(database_url=url, seed_folder=SEED_FOLDER, issuer=SETTINGS)


@asynccontextmanager
async def _listening(name: str, file: Path) -> AsyncIterator[Running]:
    house = Running(
        declared(name),
        _settings(name, file),
        clock=StoppedClock(),
        keys=FixedKeys(KeySet([KEY])),
    )
    yield house
    await house.close()


def _effects(house: Running, consumer: str) -> Effects:
    service = house.service
    return Effects(
        consumer=consumer,
        desk=service.tasks if consumer == task_room.CONSUMER else service.subscriptions,
        transactions=house.transactions,
        boot="test",
        bell=asyncio.Event(),
        meters=house.meters,
    )


async def _tables(
    house: Running, connection: AsyncConnection, known: set[str]
) -> dict[str, list[str]]:
    tables = {}
    for table in house.service.metadata.sorted_tables:
        rows = (await connection.execute(select(table))).mappings()
        tables[table.name] = sorted(_plain(dict(row), known) for row in rows)
    return tables


def _plain(row: dict[str, Any], known: set[str]) -> str:
    """Ids that the service made itself are not told apart, nor are sealed values."""
    shown = {
        name: "sealed" if isinstance(value, bytes) else str(value)
        for name, value in row.items()
        if name not in COUNTERS
    }
    return ID.sub(lambda found: found[0] if found[0] in known else "its own id", str(shown))


async def _stuck(connection: AsyncConnection) -> list[tuple[str, str | None]]:
    rows = await connection.execute(
        select(inbox.c.type, inbox.c.last_error).where(
            inbox.c.status.in_([Status.WAITING.value, Status.QUARANTINED.value])
        )
    )
    return [(row.type, row.last_error) for row in rows]

"""Load: B1, B2, B3 - calls of ours against bare ASGI and asyncpg running the very same statements.

    python tools/with_servers.py python -m tests.load.bench_http

Ours runs as production runs it, logs and row-level security included. CPU time is that of the
server process alone, from /proc.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from uuid import UUID

import httpx

from services.intake.service import service
from shared.service import Running
from tests.load.clients import load
from tests.load.comparison import Run, Side, alternate, ratios
from tests.load.figures import Figure, report
from tests.load.processes import cpu_seconds
from tests.load.recording import recorded, save
from tests.load.running import BASE_PORT, running_on, serving, write_plan
from tests.load.works import PAGE_ROWS, WORKS, Work, file_application, headers, in_bytes
from tests.support.servers import fresh_postgres

SECONDS = float(os.environ.get("BENCH_SECONDS", "4"))
WARM_UP_SECONDS = 2.0
RECORDINGS = ("warm", "first", "second")


async def figures() -> list[Figure]:
    """Prepare, record, measure each work in turn."""
    found: list[Figure] = []
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        async with prepared(folder) as application_id:
            servers = [
                stack.enter_context(serving(side, folder, BASE_PORT + place))
                for place, side in enumerate(("ours", "floor"))
            ]
            for work in WORKS:
                ours, floor = (_side(server, work, application_id) for server in servers)
                await alternate(work.name, ours, floor)
                found += ratios(work.bar, work.what, (ours, floor), rate=work.rate, cpu=work.cpu)
    return found


@asynccontextmanager
async def prepared(folder: Path) -> AsyncIterator[UUID]:
    """A migrated, seeded database with a page of applications, and the statements of each call."""
    async with fresh_postgres(service.package) as database:
        async with running_on(database) as (running, http):
            for _ in range(PAGE_ROWS + 1):
                application_id = await _filed(http)
            for work in WORKS:
                await _record(work, running, http, application_id, folder)
        write_plan(folder, database)
        yield application_id


async def _filed(http: httpx.AsyncClient) -> UUID:
    call = file_application(None)
    answer = await http.post(call.path, json=call.body, headers=headers("write", call))
    assert answer.is_success, answer.text
    return UUID(answer.json()["id"])


async def _record(
    work: Work, running: Running, http: httpx.AsyncClient, application_id: UUID, folder: Path
) -> None:
    """Two recordings, after a first call that fills the caches."""
    for name in RECORDINGS:
        call = work.call(application_id)
        with recorded(running.database) as statements:
            answer = await http.request(
                call.method, call.path, json=call.body, headers=headers(work.name, call)
            )
        assert answer.is_success, answer.text
        save(statements, folder / f"{work.name}.{name}.pickle")
    print(f"{work.name}: {len(statements)} statements", flush=True)


def _side(server: tuple[str, str, int], work: Work, application_id: UUID) -> Side:
    name, netloc, pid = server
    return Side(name, partial(_measured, netloc, pid, work, application_id))


async def _measured(netloc: str, pid: int, work: Work, application_id: UUID) -> Run:
    def request() -> bytes:
        return in_bytes(work.name, work.call(application_id), netloc)

    await load(netloc, request, WARM_UP_SECONDS / 4)
    before = cpu_seconds([pid])
    sample = await load(netloc, request, SECONDS)
    spent = cpu_seconds([pid]) - before
    return Run(sample.rate, spent / max(sample.good, 1) * 1e6, sample.bad)


if __name__ == "__main__":
    sys.exit(report(asyncio.run(figures())))

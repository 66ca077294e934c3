"""Load: B1, B2, B3 - calls of ours against bare ASGI and asyncpg running the very same statements.

    python tools/with_servers.py python -m tests.load.bench_http

Ours runs as production runs it, logs and row-level security included. CPU time is that of the
server process alone, from /proc.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from uuid import UUID

import httpx
from joserfc.jwk import KeySet

from services.intake.service import service
from shared.security.key_sets import FixedKeys
from shared.service import Running, prepare
from tests.load.clients import load
from tests.load.comparison import Run, Side, alternate, ratios
from tests.load.figures import Figure, report
from tests.load.processes import cpu_seconds
from tests.load.recording import recorded, save
from tests.load.works import PAGE_ROWS, SEED, WORKS, Work, file_application, headers, in_bytes
from tests.support.servers import fresh_postgres
from tests.support.tokens import KEY, SETTINGS

SECONDS = float(os.environ.get("BENCH_SECONDS", "4"))
WARM_UP_SECONDS = 2.0
START_SECONDS_MAX = 60.0
LOG_CHARS_SHOWN = 3_000
BASE_PORT = 18_310
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
        settings = service.settings(
            database_url=database.url,
            owner_database_url=database.owner_url,
            issuer=SETTINGS,
            seed_folder=SEED,
        )
        await prepare(service, settings)
        running = Running(service, settings, keys=FixedKeys(KeySet([KEY])))
        transport = httpx.ASGITransport(running.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://bench") as http:
            for _ in range(PAGE_ROWS + 1):
                application_id = await _filed(http)
            for work in WORKS:
                await _record(work, running, http, application_id, folder)
        await running.close()
        plan = {
            "url": database.url,
            "issuer": SETTINGS.model_dump(),
            "key": KEY.as_dict(private=False),
        }
        (folder / "plan.json").write_text(json.dumps(plan))
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


@contextmanager
def serving(side: str, folder: Path, port: int) -> Iterator[tuple[str, str, int]]:
    """A server process: its side's name, its host and port, its process id."""
    words = [sys.executable, "-m", "tests.load.serving", side, str(folder), str(port)]
    log = folder / f"{side}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(words, stdout=output, stderr=output)
    netloc = f"127.0.0.1:{port}"
    try:
        _wait(f"http://{netloc}/livez", process)
        yield side, netloc, process.pid
    except BaseException:
        print(log.read_text()[-LOG_CHARS_SHOWN:])
        raise
    finally:
        process.terminate()
        process.wait(START_SECONDS_MAX)


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    limit = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < limit and process.poll() is None:
        try:
            httpx.get(url, trust_env=False)
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError(f"{url} does not answer")


def _side(server: tuple[str, str, int], work: Work, application_id: UUID) -> Side:
    name, netloc, pid = server
    return Side(name, partial(_measured, netloc, pid, work, application_id))


async def _measured(netloc: str, pid: int, work: Work, application_id: UUID) -> Run:
    def request() -> bytes:
        return in_bytes(work, work.call(application_id), netloc)

    await load(netloc, request, WARM_UP_SECONDS / 4)
    before = cpu_seconds([pid])
    sample = await load(netloc, request, SECONDS)
    spent = cpu_seconds([pid]) - before
    return Run(sample.rate, spent / max(sample.good, 1) * 1e6, sample.bad)


if __name__ == "__main__":
    sys.exit(report(asyncio.run(figures())))

"""Load: intake on a database of its own - in this process, or as a server process beside it."""

import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import httpx
from joserfc.jwk import KeySet

from services.intake.service import service
from shared.security.key_sets import FixedKeys
from shared.service import Running, prepare
from tests.load.works import SEED
from tests.support.servers import FreshDatabase
from tests.support.tokens import KEY, SETTINGS

START_SECONDS_MAX = 60.0
LOG_CHARS_SHOWN = 3_000
BASE_PORT = 18_310


@asynccontextmanager
async def running_on(database: FreshDatabase) -> AsyncIterator[tuple[Running, httpx.AsyncClient]]:
    """The service on the database, seeded, and a client that calls it without a network."""
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
        yield running, http
    await running.close()


def write_plan(folder: Path, database: FreshDatabase) -> None:
    """What a server process must know."""
    plan = {
        "url": database.url,
        "issuer": SETTINGS.model_dump(),
        "key": KEY.as_dict(private=False),
    }
    (folder / "plan.json").write_text(json.dumps(plan))


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

"""Load: B1 - a write of ours against bare ASGI and asyncpg running the very same statements.

    python tools/with_servers.py python -m tests.load.bench_write

Both servers run all the time, only one is loaded at a time, in alternating order. A ratio is the
median over the repetitions; each server's CPU per operation comes from /proc.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from joserfc.jwk import KeySet

from shared.security.key_sets import FixedKeys
from shared.service import Running, prepare
from tests.load.clients import Sample, load
from tests.load.processes import busy_seconds, cpu_seconds, family
from tests.load.recording import recorded, save
from tests.load.target import CLERK, Target
from tests.support.servers import fresh_postgres
from tests.support.tokens import KEY, SETTINGS, bearer

REPETITIONS = int(os.environ.get("BENCH_REPETITIONS", "7"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "4"))
WARM_UP_SECONDS = 3.0
START_SECONDS_MAX = 30.0
RATE_BAR, CPU_BAR = 0.50, 2.0
LOG_CHARS_SHOWN = 3_000
BASE_PORT = 18_310
SIDES = ("ours", "floor")


@dataclass
class Run:
    """One repetition of one side."""

    sample: Sample
    app_us: float
    postgres_us: float
    foreign_cores: float


@dataclass
class Side:
    name: str
    url: str
    pid: int
    runs: list[Run] = field(default_factory=list)

    def median(self, figure: str) -> float:
        return float(statistics.median(getattr(run, figure) for run in self.runs))

    @property
    def rate(self) -> float:
        return float(statistics.median(run.sample.rate for run in self.runs))


async def main() -> int:
    """Prepare, record, measure, print. The exit code says whether the bar is met."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        async with prepared(folder):
            sides = [
                stack.enter_context(serving(side, folder, BASE_PORT + place))
                for place, side in enumerate(SIDES)
            ]
            await measured(sides)
    return report(sides)


@asynccontextmanager
async def prepared(folder: Path) -> Any:
    """A migrated and seeded database, and the statements of one request."""
    target = Target()
    async with fresh_postgres(target.service.package) as database:
        settings = target.settings(
            database.url, owner_database_url=database.owner_url, issuer=SETTINGS
        )
        await prepare(target.service, settings)
        running = Running(target.service, settings, keys=FixedKeys(KeySet([KEY])))
        count = await _record(target, running, folder)
        plan = {
            "url": database.url,
            "issuer": SETTINGS.model_dump(),
            "key": KEY.as_dict(private=False),
        }
        (folder / "plan.json").write_text(json.dumps(plan))
        print(f"{count} statements per request", flush=True)
        yield


async def _record(target: Target, running: Running, folder: Path) -> int:
    """Two recordings, after a first request that fills the caches. Returns the statements' number."""
    transport = httpx.ASGITransport(running.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bench") as http:
        for name in ("warm", "first", "second"):
            with recorded(running.database) as statements:
                answer = await _replay(http, target.request("http://bench", bearer(**CLERK)))
                assert answer.status_code == 201, answer.text
            save(statements, folder / f"{name}.pickle")
    await running.close()
    return len(statements)


async def _replay(http: httpx.AsyncClient, request: bytes) -> httpx.Response:
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    return await http.post(first.split(" ")[1], content=body, headers=headers)


@contextmanager
def serving(side: str, folder: Path, port: int) -> Iterator[Side]:
    words = [sys.executable, "-m", "tests.load.serving", side, str(folder), str(port)]
    with (folder / f"{side}.log").open("wb") as log:
        process = subprocess.Popen(words, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process, folder / f"{side}.log")
        yield Side(side, url, process.pid)
    except BaseException:
        print((folder / f"{side}.log").read_text()[:LOG_CHARS_SHOWN])
        raise
    finally:
        process.terminate()
        process.wait(START_SECONDS_MAX)


def _wait(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    limit = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < limit and process.poll() is None:
        try:
            httpx.get(f"{url}/livez")
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError(log.read_text()[-2_000:])


async def measured(sides: list[Side]) -> None:
    for side in sides:
        await _loaded(side, WARM_UP_SECONDS)
    for repetition in range(REPETITIONS):
        for side in sides if repetition % 2 == 0 else reversed(sides):
            run = await _loaded(side, SECONDS)
            side.runs.append(run)
            print(
                f"{repetition} {side.name:6} {run.sample.rate:7.1f}/s  bad {run.sample.bad}"
                f"  app {run.app_us:6.0f} us  pg {run.postgres_us:6.0f} us"
                f"  foreign {run.foreign_cores:.2f}",
                flush=True,
            )


async def _loaded(side: Side, seconds: float) -> Run:
    target, authorization = Target(), bearer(**CLERK)
    postmaster = _postmaster()
    before = (cpu_seconds([side.pid]), cpu_seconds(family(postmaster)), busy_seconds())
    own = time.process_time()
    sample = await load(side.url, lambda: target.request(side.url, authorization), seconds)
    spent = time.process_time() - own
    after = (cpu_seconds([side.pid]), cpu_seconds(family(postmaster)), busy_seconds())
    app, postgres, busy = (late - early for late, early in zip(after, before, strict=True))
    done = max(sample.good, 1)
    return Run(
        sample,
        app / done * 1e6,
        postgres / done * 1e6,
        (busy - app - postgres - spent) / sample.seconds,
    )


def _postmaster() -> int:
    """The server that listens where TEST_POSTGRES_URL says: a PostgreSQL of this run."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            words = _command(entry)
            if words and words[0].endswith("postgres") and _port() in " ".join(words):
                return int(entry.name)
    raise RuntimeError("the PostgreSQL of this run is not to be found in /proc")


def _command(entry: Path) -> list[str]:
    try:
        return (entry / "cmdline").read_text().split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return []


def _port() -> str:
    return f"port={os.environ['TEST_POSTGRES_URL'].rpartition(':')[2].partition('/')[0]}"


def report(sides: list[Side]) -> int:
    ours, floor = sides
    pairs = list(zip(ours.runs, floor.runs, strict=True))
    rates = [one.sample.rate / other.sample.rate for one, other in pairs]
    cpus = [one.app_us / other.app_us for one, other in pairs]
    rate, cpu = statistics.median(rates), statistics.median(cpus)
    for side in sides:
        print(
            f"{side.name:6} {side.rate:7.1f}/s  app {side.median('app_us'):6.0f} us/op"
            f"  pg {side.median('postgres_us'):6.0f} us/op"
        )
    print(f"B1 rate x{rate:.2f} [{min(rates):.2f}-{max(rates):.2f}]  bar >= {RATE_BAR}")
    print(f"B1 cpu  x{cpu:.2f} [{min(cpus):.2f}-{max(cpus):.2f}]  bar <= {CPU_BAR}")
    bad = sum(run.sample.bad for side in sides for run in side.runs)
    print(f"answers that were not 2xx: {bad}")
    return 0 if rate >= RATE_BAR and cpu <= CPU_BAR and not bad else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))

"""Support: the four services as separate processes - api and worker each - as production runs them."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

import httpx

from shared.db.engine import Database
from shared.messaging import flow
from shared.messaging.envelope import source_of
from shared.messaging.topology import Topology
from tests.support.embedded_process import SERVICES, free_port
from tests.support.servers import APP_ROLE, FreshDatabase, fresh_postgres

SEEDS = Path("deploy/baotou")
START_SECONDS_MAX = 90.0
STOP_SECONDS_MAX = 40.0
SERVER_ERROR = 500


@dataclass
class Addresses(httpx.AsyncBaseTransport):
    """One client for four services: the first part of the path says which. Notes every 5xx."""

    ports: Mapping[str, int]
    failures: list[str] = field(default_factory=list)
    answered: int = 0

    def __post_init__(self) -> None:
        self._line = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        service = request.url.path.split("/")[1]
        request.url = request.url.copy_with(port=self.ports[service])
        answer = await self._line.handle_async_request(request)
        self.answered += 1
        if answer.status_code >= SERVER_ERROR:
            self.failures.append(f"{request.method} {request.url.path}: {answer.status_code}")
        return answer

    async def aclose(self) -> None:
        await self._line.aclose()


@dataclass(frozen=True)
class Processes:
    """What a journey needs to know of them."""

    ports: Mapping[str, int]
    databases: Mapping[str, Database]

    async def missing(self) -> list[flow.Missing]:
        """What ``bus verify-flow`` would list for every service and every producer it hears."""
        return [lost for name in self.databases for lost in await self._missing_at(name)]

    async def _missing_at(self, name: str) -> list[flow.Missing]:
        async with self.databases[name].begin(write=False) as own:
            found = await flow.gaps(own)
            for producer in sorted(_topology(name).hears):
                async with self.databases[producer].begin(write=False) as theirs:
                    found += await flow.never_arrived(
                        theirs, own, service=name, source=source_of(producer)
                    )
        return found

    async def torn(self) -> list[str]:
        """Streams of any outbox with a hole."""
        found: list[str] = []
        for database in self.databases.values():
            async with database.begin(write=False) as connection:
                found += await flow.torn_streams(connection)
        return found


@asynccontextmanager
async def separate_processes(
    folder: Path, *, broker_url: str, clock_file: Path, issuer_key: Path, issuer_port: int
) -> AsyncIterator[Processes]:
    """Prepare the four databases and queues, then run issuer, apis and workers until the end."""
    ports = {name: free_port() for name in SERVICES}
    async with AsyncExitStack() as stack:
        environments: dict[str, dict[str, str]] = {}
        looks: dict[str, Database] = {}
        for name in SERVICES:
            fresh = await stack.enter_async_context(fresh_postgres())
            environments[name] = {
                **_environment(name, fresh, ports[name], folder),
                f"{name.upper()}_BROKER_URL": broker_url,
                f"{name.upper()}_CLOCK": f"manual:{clock_file}",
                f"{name.upper()}_ISSUER__URL": issuer_url(issuer_port),
                f"{name.upper()}_ISSUER__JWKS_URL": f"{issuer_url(issuer_port)}/jwks.json",
            }
            words = [sys.executable, "-m", f"services.{name}", "prepare"]
            subprocess.run(words, env=environments[name], check=True, timeout=START_SECONDS_MAX)
            looks[name] = Database(fresh.url)
            stack.push_async_callback(looks[name].dispose)
        stack.enter_context(_issuer(issuer_key, issuer_port, folder))
        for name, environment in environments.items():
            for role in ("api", "worker"):
                stack.enter_context(_service(name, role, environment, folder))
        yield Processes(ports, looks)


def issuer_url(port: int) -> str:
    return f"http://127.0.0.1:{port}/issuer"


def _environment(name: str, database: FreshDatabase, port: int, folder: Path) -> dict[str, str]:
    prefix = name.upper()
    return {
        **os.environ,
        f"{prefix}_DATABASE_URL": database.url,
        f"{prefix}_OWNER_DATABASE_URL": database.owner_url,
        f"{prefix}_APP_ROLE": APP_ROLE,
        f"{prefix}_SEED_FOLDER": str(SEEDS),
        f"{prefix}_PORT": str(port),
        f"{prefix}_PUBLIC_URL": f"http://127.0.0.1:{port}",
        f"{prefix}_FILES__FOLDER": str(folder / "files" / name),
        f"{prefix}_LOG_LEVEL": "WARNING",
    }


@contextmanager
def _service(name: str, role: str, environment: Mapping[str, str], folder: Path) -> Iterator[None]:
    words = [sys.executable, "-m", f"services.{name}", role]
    with _process(words, environment, folder / f"{name}-{role}.log"):
        yield


@contextmanager
def _issuer(key: Path, port: int, folder: Path) -> Iterator[None]:
    words = [
        sys.executable, "-m", "shared.security.development_issuer",
        "--port", str(port), "--key-file", str(key), "--personas", str(SEEDS / "personas.toml"),
    ]  # fmt: skip
    with _process(words, os.environ, folder / "issuer.log"):
        yield


@contextmanager
def _process(words: list[str], environment: Mapping[str, str], log: Path) -> Iterator[None]:
    """Ended by SIGTERM, as an orchestrator does it; whoever does not end in time is killed."""
    with log.open("wb") as output:
        process = subprocess.Popen(words, env=environment, stdout=output, stderr=output)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _topology(name: str) -> Topology:
    topology: Topology = import_module(f"services.{name}.service").service.topology
    return topology

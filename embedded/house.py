"""Embedded: four services, four workers and the issuer in one process, joined by the in-process wire."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from importlib import import_module
from pathlib import Path

from starlette.types import ASGIApp

from embedded.case_file import CaseFile
from embedded.dispatcher import Dispatcher
from embedded.folder import DataFolder
from embedded.site import site
from shared.files.settings import FilesSettings
from shared.messaging.in_process import House as Wiring
from shared.security.development_issuer import DevelopmentIssuer, issuer_key
from shared.security.key_sets import FixedKeys
from shared.security.personas import load_personas
from shared.security.settings import IssuerSettings
from shared.service import Running, Service, ServiceSettings, prepare

SERVICES = ("intake", "assignment", "payment", "quality")
SEED_FOLDER = Path("deploy/baotou")


class House:
    """Put together on construction; ``open`` prepares the databases and runs everything."""

    def __init__(
        self,
        folder: DataFolder,
        *,
        address: str,
        cases: Sequence[CaseFile] = (),
        seed_folder: Path = SEED_FOLDER,
    ) -> None:
        """``address``: how people reach the house, e.g. ``http://127.0.0.1:8000``."""
        self.folder, self.address = folder, address
        folder.path.mkdir(parents=True, exist_ok=True)
        self.clock = folder.clock()
        self.issuer = DevelopmentIssuer(
            issuer_key(folder.issuer_key),
            url=f"{address}/issuer",
            personas=load_personas(seed_folder / "personas.toml"),
        )
        declared = [_declared(name) for name in SERVICES]
        self._prepared = [(one, self._settings(one, seed_folder)) for one in declared]
        keys = FixedKeys(self.issuer.keys)
        self.services = [
            Running(one, settings, clock=self.clock, keys=keys) for one, settings in self._prepared
        ]
        self.app = self._dispatcher(cases)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Migrate, seed, start; on leaving finish what is in hand and close."""
        for service, settings in self._prepared:
            await prepare(service, settings, clock=self.clock)
        wiring = Wiring()
        workers = [
            one.worker(wiring.wire(one.service.name, one.service.topology.hears))
            for one in self.services
        ]
        async with AsyncExitStack() as stack:
            for one in self.services:
                await stack.enter_async_context(one.app.router.lifespan_context(one.app))
            for worker in workers:
                await worker.start()
                stack.push_async_callback(worker.stop)
            yield

    def _dispatcher(self, cases: Sequence[CaseFile]) -> ASGIApp:
        apps: dict[str, ASGIApp] = {one.service.name: one.app for one in self.services}
        apps["issuer"] = self.issuer.app()
        own = site(self.services, self.issuer, self.folder, self.clock, cases)
        return Dispatcher(apps, own)

    def _settings(self, service: Service, seed_folder: Path) -> ServiceSettings:
        return service.settings(
            database_url=self.folder.database_url(service.name),
            vault=self.folder.vault(service.name),
            issuer=IssuerSettings(url=self.issuer.url, jwks_url=f"{self.issuer.url}/jwks.json"),
            files=FilesSettings(folder=self.folder.files),
            seed_folder=seed_folder,
            public_url=self.address,
        )


def _declared(name: str) -> Service:
    service: Service = import_module(f"services.{name}.service").service
    return service

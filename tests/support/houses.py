"""Support: every service's application on a database of its own, for tests that hold for all routes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import httpx
from fastapi import FastAPI
from joserfc.jwk import KeySet
from sqlalchemy import MetaData

from shared.db.engine import Database
from shared.db.migrations import migrate
from shared.http.routing import GatedRoute
from shared.security.key_sets import FixedKeys
from shared.service import Running, Service
from tests.support import sample_service
from tests.support.sample_app import Caller, sample_house
from tests.support.tokens import KEY, SETTINGS, bearer

HOUSES = ("sample", "intake", "assignment", "payment", "quality")


@dataclass
class House:
    """One application and a way to call it as anybody."""

    name: str
    app: FastAPI
    database: Database
    metadata: MetaData
    http: httpx.AsyncClient
    first_codes: dict[str, str]  # of each code list

    @property
    def routes(self) -> list[GatedRoute]:
        return [route for route in self.app.routes if isinstance(route, GatedRoute)]

    def caller(self, *roles: str, org: str | None, subject: str = "acc-1") -> Caller:
        token = bearer(sub=subject, person_id=f"person-{subject}", org_id=org, roles=list(roles))
        return Caller(self.http, {"Authorization": token})


@asynccontextmanager
async def open_house(name: str, folder: Path) -> AsyncIterator[House]:
    """``sample`` or the name of a service; empty but for its tables."""
    if name == "sample":
        async with sample_house(folder) as sample:
            yield House(name, sample.app, sample.database, sample_service.metadata, sample.http, {})
        return
    service: Service = import_module(f"services.{name}.service").service
    url = f"sqlite+aiosqlite:///{folder / name}.db"
    settings = service.settings(database_url=url, issuer=SETTINGS)
    running = Running(service, settings, keys=FixedKeys(KeySet([KEY])))
    first = {one.name: one.codes[0].code for one in service.code_lists}
    await migrate(service.package, running.database)
    transport = httpx.ASGITransport(running.app)
    try:
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{name}") as http:
            yield House(name, running.app, running.database, service.metadata, http, first)
    finally:
        await running.close()

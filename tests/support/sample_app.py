"""Support: the sample service on a fresh SQLite file, its callers, and a look into its tables."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from fastapi import FastAPI
from sqlalchemy import select

from shared.db.engine import Database
from shared.db.tables import audit_entry, chassis, idempotency_answer, outbox
from shared.db.transaction import TransactionFactory
from shared.http.application import application
from shared.http.audit import audit_router
from shared.http.catalogue import load_catalogue
from shared.http.deadlines import deadline_router
from shared.kernel.clock import SystemClock
from shared.security.audit import write_acts
from shared.security.settings import VaultSettings
from shared.security.vault import Vault
from tests.support import sample_service
from tests.support.tokens import bearer, verifier

HOME_ORG = "LA-150203"
OTHER_ORG = "LA-150200"
CATALOGUE_FILE = Path(__file__).with_name("sample_problems.toml")


@dataclass
class Caller:
    """Somebody at the door, with a token of their own."""

    http: httpx.AsyncClient
    headers: dict[str, str]

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.http.get(path, headers={**self.headers, **_dashed(headers)})

    async def post(
        self, path: str, body: Any = None, *, key: str | None = "", **headers: str
    ) -> httpx.Response:
        """``key=None`` sends none; the empty default makes a new one."""
        sent = {**self.headers, **_dashed(headers)}
        if key is not None:
            sent["Idempotency-Key"] = key or uuid4().hex
        if isinstance(body, bytes):
            sent.setdefault("Content-Type", "application/json")
            return await self.http.post(path, content=body, headers=sent)
        return await self.http.post(path, json=body, headers=sent)


@dataclass
class SampleHouse:
    app: FastAPI
    database: Database
    http: httpx.AsyncClient
    hooks: list[Any] = field(default_factory=list)

    def as_(self, *roles: str, org: str | None = HOME_ORG, subject: str = "acc-1") -> Caller:
        token = bearer(sub=subject, person_id=f"person-{subject}", org_id=org, roles=list(roles))
        return Caller(self.http, {"Authorization": token})

    def with_token(self, authorization: str) -> Caller:
        return Caller(self.http, {"Authorization": authorization})

    @property
    def nobody(self) -> Caller:
        return Caller(self.http, {})

    @property
    def clerk(self) -> Caller:
        return self.as_("intake_clerk")

    @property
    def reviewer(self) -> Caller:
        return self.as_("reviewer", subject="acc-2")

    async def snapshot(self) -> dict[str, list[Any]]:
        """All that a refused request must leave as it was; the record of refusals is not in it."""
        tables = (sample_service.tickets, idempotency_answer, outbox, audit_entry)
        found: dict[str, list[Any]] = {}
        async with self.database.begin(write=False) as connection:
            for table in tables:
                rows = (await connection.execute(select(table))).all()
                found[table.name] = [tuple(row) for row in rows if not _about_refusals(row)]
        return found

    async def refusals(self) -> list[dict[str, Any]]:
        async with self.database.begin(write=False) as connection:
            rows = (await connection.execute(select(audit_entry))).all()
        return [row.facts for row in rows if row.act == "access.refused"]

    async def ticket(self, **fields: Any) -> dict[str, Any]:
        """A fresh ticket of the home organization."""
        answer = await self.clerk.post("/sample/v1/tickets", ticket_body(**fields))
        assert answer.status_code == 201, answer.text
        return dict(answer.json())


def ticket_body(**fields: Any) -> dict[str, Any]:
    return {"subject": "补发工资", "weight": 3, **fields}


@asynccontextmanager
async def sample_house(
    folder: Path, *, url: str | None = None, hooks: Sequence[Any] = ()
) -> AsyncIterator[SampleHouse]:
    """``hooks`` run before the commit, after the audit."""
    database = Database(url or f"sqlite+aiosqlite:///{folder / 'sample.db'}")
    async with database.begin() as connection:
        await connection.run_sync(chassis.create_all)
        await connection.run_sync(sample_service.metadata.create_all)
    app = application(
        service="sample",
        title="Sample",
        version="0",
        catalogue=load_catalogue(CATALOGUE_FILE),
        routers=(
            sample_service.router,
            sample_service.FAULTS,
            deadline_router("sample"),
            audit_router("sample"),
        ),
        code_lists=(sample_service.COLORS,),
        count_tasks=sample_service.count_tasks,
        cors_origins=("https://console.example.test",),
    )
    vault = Vault(VaultSettings(), production=False)
    app.state.tokens = verifier()
    app.state.database = database
    app.state.transactions = TransactionFactory(
        database, "sample", SystemClock(), vault, before_commit=(write_acts, *hooks)
    )
    transport = httpx.ASGITransport(app)
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://sample") as http:
            yield SampleHouse(app, database, http)
    finally:
        await database.dispose()


def _dashed(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def _about_refusals(row: Any) -> bool:
    return getattr(row, "act", "") == "access.refused"

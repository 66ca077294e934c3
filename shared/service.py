"""The chassis: a service declares its parts, and this puts them together and runs them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import MetaData

from shared.db.calendar import seed_calendar
from shared.db.deadline_facts import fact_types
from shared.db.engine import Database
from shared.db.migrations import current_head, expected_head, migrate
from shared.db.obligation_watch import redate_overtaken, sweep
from shared.db.transaction import Scope, Transaction, TransactionFactory
from shared.files.expiry import expire_uploads
from shared.files.scanning import scanner_at
from shared.files.settings import FilesSettings
from shared.files.store import FileStore
from shared.http.application import application
from shared.http.audit import audit_router
from shared.http.calendar import calendar_router
from shared.http.catalogue import load_catalogue
from shared.http.deadlines import deadline_router
from shared.http.me import CountTasks
from shared.http.rate_limits import PER_MINUTE
from shared.http.routing import ServiceRouter
from shared.kernel.actor import system
from shared.kernel.clock import Clock, clock_from
from shared.kernel.codes import CodeList
from shared.kernel.obligations import DeadlineRule
from shared.messaging.meters import Meters
from shared.messaging.outbox import Outbox
from shared.messaging.rounds import Round
from shared.messaging.subscriptions import Subscriptions
from shared.messaging.tasks import TaskQueue, Tasks
from shared.messaging.timers import Timer
from shared.messaging.topology import Topology
from shared.messaging.wire import Wire
from shared.messaging.worker import Worker
from shared.security.audit import write_acts
from shared.security.key_sets import FixedKeys, JwksKeys
from shared.security.settings import IssuerSettings, VaultSettings, check_issuer
from shared.security.tokens import TokenVerifier
from shared.security.vault import Vault

VERSION = "0.1.0"
SWEEP_SECONDS = 5.0
EXPIRE_SECONDS = 300.0
Seed = Callable[[Transaction, Path], Awaitable[None]]


class ServiceSettings(BaseSettings):
    """What every service is told by its environment, under its own prefix (``INTAKE_...``)."""

    model_config = SettingsConfigDict(env_nested_delimiter="__", extra="ignore", frozen=True)

    environment: Literal["development", "production"] = Field(
        "development", validation_alias=AliasChoices("environment", "LEGALAID_ENV")
    )
    database_url: str
    owner_database_url: str | None = None  # for prepare; the run-time role owns nothing
    app_role: str | None = None
    broker_url: str | None = None
    clock: str = "system"
    vault: VaultSettings = VaultSettings()
    issuer: IssuerSettings = IssuerSettings()
    files: FilesSettings = FilesSettings()
    cors_origins: list[str] = Field(default_factory=list)
    public_per_minute: int = Field(PER_MINUTE, ge=1)  # calls per client address without login
    log_level: str = "INFO"
    seed_folder: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = "http://127.0.0.1:8000"  # where people reach it; printed on documents

    @property
    def production(self) -> bool:
        return self.environment == "production"


@dataclass(frozen=True)
class Service:
    """The declaration of one service: everything there is to know about it in one place."""

    name: str
    title: str
    package: str
    settings: type[ServiceSettings]
    metadata: MetaData
    routers: tuple[ServiceRouter, ...]
    subscriptions: Subscriptions
    tasks: Tasks = field(default_factory=Tasks)
    timers: tuple[Timer, ...] = ()
    rounds: Callable[["Running"], dict[str, Round]] | None = None
    code_lists: tuple[CodeList, ...] = ()
    deadline_rules: tuple[DeadlineRule, ...] = ()
    count_tasks: CountTasks | None = None
    seed: Seed | None = None
    description: str = ""

    def __post_init__(self) -> None:
        fact_types(self.name)
        if "sweep_deadlines" not in self.tasks.names:
            self.tasks.performs("sweep_deadlines")(_sweep_deadlines)
            self.tasks.performs("expire_uploads")(_expire_uploads)

    @property
    def topology(self) -> Topology:
        return Topology(self.name, self.subscriptions.producers(self.name))

    @property
    def folder(self) -> Path:
        return Path(str(import_module(self.package).__file__)).parent


class Running:
    """One service put together for one process: database, transactions, application, worker."""

    def __init__(
        self,
        service: Service,
        settings: ServiceSettings,
        *,
        clock: Clock | None = None,
        keys: FixedKeys | JwksKeys | None = None,
    ) -> None:
        check_issuer(settings.issuer, production=settings.production)
        self.service, self.settings = service, settings
        self.registry = CollectorRegistry()
        self.meters = Meters(self.registry)
        self.database = Database(settings.database_url, application=service.name)
        self.vault = Vault(settings.vault, production=settings.production)
        self.outbox, self.task_queue = Outbox(service.name), TaskQueue(service.name)
        self.transactions = TransactionFactory(
            self.database,
            service.name,
            clock or clock_from(settings.clock, production=settings.production),
            self.vault,
            before_commit=(
                write_acts,
                self.task_queue.write_tasks,
                self.outbox.write_facts,
            ),
            public_url=settings.public_url,
            files=FileStore(settings.files, service.name),
        )
        self.tokens = TokenVerifier(settings.issuer, keys or JwksKeys(settings.issuer.jwks_url))
        self.app = self._application()

    def worker(self, wire: Wire) -> Worker:
        timers = (
            *self.service.timers,
            Timer("sweep_deadlines", SWEEP_SECONDS, "sweep_deadlines"),
            Timer("expire_uploads", EXPIRE_SECONDS, "expire_uploads"),
        )
        return Worker(
            transactions=self.transactions,
            outbox=self.outbox,
            task_queue=self.task_queue,
            subscriptions=self.service.subscriptions,
            tasks=self.service.tasks,
            timers=timers,
            rounds=self.service.rounds(self) if self.service.rounds else {},
            wire=wire,
            meters=self.meters,
        )

    async def close(self) -> None:
        await self.database.dispose()

    def _application(self) -> FastAPI:
        service = self.service
        app = application(
            service=service.name,
            title=service.title,
            version=VERSION,
            description=service.description,
            catalogue=load_catalogue(service.folder / "policy" / "problems.toml"),
            routers=(
                *service.routers,
                deadline_router(service.name),
                calendar_router(service.name),
                audit_router(service.name),
            ),
            code_lists=service.code_lists,
            count_tasks=service.count_tasks,
            cors_origins=self.settings.cors_origins,
            public_per_minute=self.settings.public_per_minute,
            lifespan=self._lifespan,
            registry=self.registry,
        )
        app.state.transactions = self.transactions
        app.state.tokens = self.tokens
        app.state.vault = self.vault
        app.state.scanner = scanner_at(self.settings.files.clamd)
        app.state.health.schema_head = lambda: current_head(self.database)
        app.state.health.expected_head = expected_head(service.package)
        return app

    @asynccontextmanager
    async def _lifespan(self, app: FastAPI) -> AsyncIterator[None]:
        yield
        app.state.health.draining = True
        await self.close()


async def prepare(
    service: Service, settings: ServiceSettings, *, clock: Clock | None = None
) -> None:
    """Migrate, declare the queues, load the dated tables. Safe to run again and again."""
    owner = Database(settings.owner_database_url or settings.database_url)
    try:
        await migrate(service.package, owner, app_role=settings.app_role)
    finally:
        await owner.dispose()
    if settings.broker_url:
        service.topology.declare(settings.broker_url)
    running = Running(service, settings, clock=clock)
    try:
        await _seed(service, running.transactions, settings.seed_folder)
    finally:
        await running.close()


async def _seed(service: Service, transactions: TransactionFactory, folder: Path | None) -> None:
    scope = Scope(everything=True)
    async with transactions.begin(actor=system(service.name), scope=scope) as tx:
        await seed_calendar(tx)
        if service.seed and folder:
            await service.seed(tx, folder)


async def _sweep_deadlines(tx: Transaction, _: dict[str, Any]) -> None:
    """Announce the clocks that are near or past their end, whosever they are."""
    async with tx.seeing_everything():
        await redate_overtaken(tx)
        await sweep(tx)


async def _expire_uploads(tx: Transaction, _: dict[str, Any]) -> None:
    """Remove uploads that nobody went on with or attached."""
    await expire_uploads(tx)

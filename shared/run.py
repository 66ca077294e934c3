"""The chassis: the commands of a service - prepare, api, worker, bus, audit, migration."""

import asyncio
import signal
from collections.abc import Callable
from typing import Annotated

import typer
import uvicorn

from shared.db.engine import Database
from shared.db.migrations import make_migration
from shared.messaging.amqp import AmqpWire
from shared.messaging.bus import bus_commands
from shared.observability import configure_logs
from shared.security.audit_report import AuditReport, verify
from shared.service import Running, Service, ServiceSettings, prepare

GRACE_SECONDS = 20
KEEP_ALIVE_SECONDS = 5


Group = Callable[[Callable[[], Running]], typer.Typer]


def run(service: Service, **groups: Group) -> None:
    """The whole of a service's ``__main__.py``. ``groups`` are commands that only it has."""
    commands = typer.Typer(help=f"{service.name}: {service.title}", no_args_is_help=True)
    commands.command("prepare")(lambda: _prepare(service))
    commands.command("api")(lambda: _api(service))
    commands.command("worker")(lambda: _worker(service))
    commands.command("audit")(lambda: _audit(service))

    @commands.command("migration")
    def migration(
        name: Annotated[str, typer.Option(help="what it does, in a few words")],
    ) -> None:
        """Write the next migration from the difference between the tables and the database."""
        asyncio.run(_migration(service, name))

    commands.add_typer(
        bus_commands(lambda: Running(service, _settings(service)).transactions, service.name),
        name="bus",
    )
    for name, group in groups.items():
        commands.add_typer(group(lambda: Running(service, _settings(service))), name=name)
    commands()


def _settings(service: Service) -> ServiceSettings:
    settings = service.settings()
    configure_logs(level=settings.log_level)
    return settings


def _prepare(service: Service) -> None:
    """Migrate the database, declare the queues, load the dated tables."""
    asyncio.run(prepare(service, _settings(service)))


def _api(service: Service) -> None:
    """Serve the API until SIGTERM; requests in hand are finished first."""
    settings = _settings(service)
    uvicorn.run(
        Running(service, settings).app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )


def _worker(service: Service) -> None:
    """Relay events, apply what arrives, perform tasks, until SIGTERM."""
    asyncio.run(_work(service, _settings(service)))


async def _work(service: Service, settings: ServiceSettings) -> None:
    if not settings.broker_url:
        raise typer.BadParameter("the worker needs a broker: set <SERVICE>_BROKER_URL")
    running = Running(service, settings)
    worker = running.worker(AmqpWire(service.topology, settings.broker_url, running.meters))
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    await worker.start()
    await stopping.wait()
    await worker.stop()
    await running.close()


def _audit(service: Service) -> None:
    """Verify every audit chain; exit code 1 at the first break."""
    report = asyncio.run(_verify(_settings(service)))
    typer.echo(f"streams {report.streams}, entries {report.entries}, break {report.first_break}")
    raise typer.Exit(0 if report.whole else 1)


async def _verify(settings: ServiceSettings) -> AuditReport:
    database = Database(settings.database_url)
    async with database.begin(write=False) as connection:
        report = await verify(connection)
    await database.dispose()
    return report


async def _migration(service: Service, name: str) -> None:
    settings = _settings(service)
    database = Database(settings.owner_database_url or settings.database_url)
    async with database.begin() as connection:
        await connection.run_sync(lambda sync: make_migration(service.package, sync, name))
    await database.dispose()

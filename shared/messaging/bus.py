"""Messaging: the ``bus`` command. Looks at a service's outbox and inbox, and sets things going again.

It only changes rows; the worker of the service does the work. Each command is one short
transaction, so it may be used beside a running house.
"""

import asyncio
import getpass
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import astuple
from typing import Annotated, Any, TypeVar
from uuid import UUID

import typer
from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.db.engine import Database
from shared.db.transaction import Scope, Transaction, TransactionFactory
from shared.kernel.actor import Actor
from shared.messaging import flow, mending
from shared.messaging.envelope import source_of
from shared.messaging.inbox import Status

T = TypeVar("T")
Reason = Annotated[str, typer.Option(help="why; it goes on the audit chain")]


class Bus:
    """Runs one piece of work in one transaction on the service's database."""

    def __init__(self, transactions: Callable[[], TransactionFactory]) -> None:
        self._transactions = transactions

    def look(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        async def run() -> T:
            database = self._transactions().database
            try:
                async with database.begin(write=False) as connection:
                    return await work(connection)
            finally:
                await database.dispose()

        return asyncio.run(run())

    def change(self, reason: str, work: Callable[[Transaction], Awaitable[int]]) -> None:
        """Prints how many rows were touched; exit code 1 when none was."""

        async def run() -> int:
            transactions = self._transactions()
            name = f"operator/{getpass.getuser()}"
            try:
                async with transactions.begin(actor=Actor(name, name), scope=Scope()) as tx:
                    tx.record(f"bus/{tx.service}", "bus.command", reason=reason)
                    return await work(tx)
            finally:
                await transactions.database.dispose()

        touched = asyncio.run(run())
        typer.echo(f"{touched} set going")
        raise typer.Exit(0 if touched else 1)


def bus_commands(transactions: Callable[[], TransactionFactory], service: str) -> typer.Typer:
    """The commands of one service. ``transactions`` is asked for when a command runs."""
    commands = typer.Typer(
        help="What waits, what failed, and how to set it going again.", no_args_is_help=True
    )
    bus = Bus(transactions)
    _add_looks(commands, bus)
    _add_verification(commands, bus, service)
    _add_changes(commands, bus)
    return commands


def _add_looks(commands: typer.Typer, bus: Bus) -> None:
    @commands.command("status")
    def status() -> None:
        """How much waits, is parked or in quarantine. Exit code 1 when a person is needed."""
        levels = bus.look(flow.levels_of)
        for name, value in levels.rows().items():
            typer.echo(f"{name:24} {value:g}")
        stuck = levels.parked_outbox_streams + levels.parked_inbox_streams + levels.quarantined
        raise typer.Exit(1 if stuck else 0)

    @commands.command("list")
    def list_stuck() -> None:
        """Messages in quarantine and parked streams, the oldest first."""
        _list(bus.look(mending.stuck))

    @commands.command("show")
    def show(message_id: UUID) -> None:
        """One stored message: its row and its envelope."""
        Console(soft_wrap=True).print_json(data=bus.look(lambda c: mending.shown(c, message_id)))


def _add_verification(commands: typer.Typer, bus: Bus, service: str) -> None:
    @commands.command("verify-flow")
    def verify_flow(
        producer: Annotated[str, typer.Option(help="a service that this one hears")] = "",
        producer_url: Annotated[str, typer.Option(help="that service's database")] = "",
        epoch: Annotated[int, typer.Option(help="the producer's epoch")] = 1,
    ) -> None:
        """Gaps in what arrived; given a producer's database, also what never arrived. Exit code 1 if any."""

        async def verify(connection: AsyncConnection) -> list[flow.Missing]:
            missing = await flow.gaps(connection)
            if not producer:
                return missing
            other = Database(producer_url)
            async with other.begin(write=False) as theirs:
                missing += await flow.never_arrived(
                    theirs, connection, service=service, source=source_of(producer, epoch)
                )
            await other.dispose()
            return missing

        missing = bus.look(verify)
        _list(missing)
        raise typer.Exit(1 if missing else 0)


def _add_changes(commands: typer.Typer, bus: Bus) -> None:
    @commands.command("retry")
    def retry(
        reason: Reason,
        message_id: Annotated[UUID | None, typer.Argument(help="one message")] = None,
        type: Annotated[str, typer.Option(help="all messages of a type")] = "",
        skipped: Annotated[bool, typer.Option(help="those that had no reader yet")] = False,
    ) -> None:
        """Try messages again that were set aside; with --skipped, feed a reader that is new."""
        if not message_id and not type:
            raise typer.BadParameter("name a message or a type")
        status = Status.SKIPPED if skipped else Status.QUARANTINED
        bus.change(
            reason,
            lambda tx: mending.retry(
                tx, message_id=message_id, message_type=type or None, status=status
            ),
        )

    @commands.command("unpark")
    def unpark(
        stream: str,
        reason: Reason,
        skip: Annotated[bool, typer.Option(help="set the failed message aside")] = False,
    ) -> None:
        """Let a parked stream go on, from the message that failed or past it."""
        bus.change(reason, lambda tx: mending.unpark(tx, stream=stream, skip=skip))

    @commands.command("resend")
    def resend(
        stream: Annotated[str, typer.Argument(help="a stream, or a kind such as matter/")],
        reason: Reason,
        first: Annotated[int, typer.Option("--from", help="the first sequence", min=1)] = 1,
    ) -> None:
        """Send a stream again, same ids and bytes; who has them already ignores them."""
        bus.change(reason, lambda tx: mending.resend(tx, prefix=stream, first=first))


def _list(rows: Sequence[Any]) -> None:
    """One line each, whole: ids are there to be copied."""
    for row in rows:
        typer.echo("  ".join(str(value) for value in astuple(row) if value not in (None, "")))

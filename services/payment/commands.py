"""Commands of payment alone: verify the ledgers from a shell, as the auditor does by API."""

import asyncio
from collections.abc import Callable

import typer

from services.payment.store.ledger import ledger_ids
from services.payment.usecases.verify_ledger import LedgerReport, verify_ledger
from shared.db.transaction import Scope
from shared.kernel.actor import system
from shared.service import Running


def ledger_commands(running: Callable[[], Running]) -> typer.Typer:
    """``python -m services.payment ledger verify``."""
    commands = typer.Typer(help="the double-entry ledger", no_args_is_help=True)

    @commands.callback()
    def _group() -> None:
        """Keep ``verify`` a word of its own, although it is the only one."""

    @commands.command("verify")
    def verify() -> None:
        """Read every ledger against its invariants; exit code 1 at a fault, and paying stops."""
        reports = asyncio.run(_verify(running()))
        for report in reports:
            faults = ", ".join(f"{fault.code} {fault.where}" for fault in report.faults)
            typer.echo(f"{report.org_id} transfers {report.transfer_count} {faults or 'whole'}")
        raise typer.Exit(any(report.faults for report in reports))

    return commands


async def _verify(running: Running) -> list[LedgerReport]:
    try:
        async with running.transactions.begin(
            actor=system("payment"), scope=Scope(everything=True)
        ) as tx:
            return [await verify_ledger(tx, org_id=org_id) for org_id in await ledger_ids(tx)]
    finally:
        await running.close()

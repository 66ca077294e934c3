"""Commands of intake alone: fill the citizen's timeline again from the events that are kept."""

import asyncio
from collections.abc import Callable

import typer

from services.intake.usecases.project_timeline import rebuild_timeline
from shared.db.transaction import Scope
from shared.kernel.actor import system
from shared.service import Running


def timeline_commands(running: Callable[[], Running]) -> typer.Typer:
    """``python -m services.intake timeline rebuild``."""
    commands = typer.Typer(help="the timeline, a projection of events", no_args_is_help=True)

    @commands.callback()
    def _group() -> None:
        """Keep ``rebuild`` a word of its own, although it is the only one."""

    @commands.command("rebuild")
    def rebuild() -> None:
        """Empty the timeline and fill it again, in one transaction: readers see the old one until then."""
        typer.echo(f"{asyncio.run(_rebuild(running()))} entries")

    return commands


async def _rebuild(running: Running) -> int:
    try:
        async with running.transactions.begin(
            actor=system("intake"), scope=Scope(everything=True)
        ) as tx:
            return await rebuild_timeline(tx)
    finally:
        await running.close()

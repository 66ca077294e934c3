"""The commands of the embedded house: run, demo."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from embedded.case_file import CaseFile, CaseFileUnclear, load_case_files
from embedded.demo import DemoFailed, play
from embedded.folder import DataFolder, FolderNotOurs
from embedded.folder_lock import FolderInUse, FolderLock
from embedded.house import House
from embedded.journal import Journal
from embedded.server import PortInUse, Serving, listening
from shared.kernel.clock import ManualClock
from shared.observability import configure_logs
from shared.security.development_issuer import IssuerRefusesProduction

EXAMPLES = Path("examples")
_REFUSALS = (
    CaseFileUnclear,
    DemoFailed,
    FolderInUse,
    FolderNotOurs,
    IssuerRefusesProduction,
    PortInUse,
)

commands = typer.Typer(help="法律援助案件平台：四个服务在一个进程中运行。", no_args_is_help=True)
console = Console()

Data = Annotated[Path, typer.Option(help="the folder that holds everything the house knows")]
Port = Annotated[int, typer.Option(help="the port to listen on")]
Host = Annotated[str, typer.Option(help="the address to listen on")]


@commands.command()
def run(data: Data = Path("var/run"), port: Port = 8000, host: Host = "127.0.0.1") -> None:
    """Run the house on what lies in the data folder; an unfinished demo goes on."""
    folder = DataFolder(data)
    cases = load_case_files(EXAMPLES) if folder.journal.exists() else []
    _guarded(folder, cases, host, port, leave=False)


@commands.command()
def demo(
    data: Data = Path("var/demo"),
    port: Port = 8000,
    host: Host = "127.0.0.1",
    leave: Annotated[bool, typer.Option("--exit", help="play, print, and exit")] = False,
    examples: Annotated[Path, typer.Option(help="the folder of case files")] = EXAMPLES,
) -> None:
    """Empty the data folder and play the example cases in a fresh house."""
    folder = DataFolder(data)
    try:
        cases = load_case_files(examples)
        with FolderLock(data):
            folder.wipe()
        data.mkdir(parents=True, exist_ok=True)
        Journal(folder.journal).begin()
        ManualClock(folder.clock_file).set(min(case.steps[0].at for case in cases))
    except _REFUSALS as refusal:
        _say_no(refusal)
    _guarded(folder, cases, host, port, leave=leave)


def _guarded(
    folder: DataFolder, cases: Sequence[CaseFile], host: str, port: int, *, leave: bool
) -> None:
    configure_logs(level="WARNING")
    try:
        with FolderLock(folder.path):
            asyncio.run(_live(folder, cases, host, port, leave=leave))
    except _REFUSALS as refusal:
        _say_no(refusal)


async def _live(
    folder: DataFolder, cases: Sequence[CaseFile], host: str, port: int, *, leave: bool
) -> None:
    """Serve; with cases, play them beside it. Ends on a signal, or after the play with ``leave``."""
    bound = listening(host, port)
    address = f"http://{host}:{bound.getsockname()[1]}"
    house = House(folder, address=address, cases=cases)
    async with house.open():
        serving = Serving(house.app, bound)
        server = asyncio.create_task(serving.run())
        console.print(f"[bold]{address}[/]  首页、接口文档与演示案件 · front page, docs, cases")
        try:
            if cases:
                await _played(house, cases, server)
            if not leave:
                await server
        finally:
            serving.stop()
            await server


async def _played(house: House, cases: Sequence[CaseFile], server: asyncio.Task[None]) -> None:
    """Play until the end, or until somebody stops the server."""
    playing = asyncio.create_task(play(house, cases, console))
    await asyncio.wait((playing, server), return_when=asyncio.FIRST_COMPLETED)
    if not playing.done():
        playing.cancel()
        with suppress(asyncio.CancelledError):
            await playing
        raise DemoFailed(
            "演示中断，可用 make run DATA=<目录> 继续。 Interrupted; make run goes on."
        )
    await playing


def _say_no(refusal: Exception) -> None:
    console.print(f"[bold red]{refusal}[/]", highlight=False)
    raise typer.Exit(1)


if __name__ == "__main__":
    commands()

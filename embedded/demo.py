"""Demo: plays the cases with progress shown, then prints what came of them and proves the books."""

from collections.abc import Callable, Sequence

import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from embedded.case_file import CaseFile, Step
from embedded.house import House
from embedded.journal import Journal
from embedded.outcome import print_outcome
from embedded.player import Player, StepFailed
from embedded.words import moment_text
from shared.kernel.clock import ManualClock

CALL_SECONDS_MAX = 30.0


class DemoFailed(Exception):
    """The demo did not end as it should; the message says where."""


class _Bars:
    """One bar per case, its label the step just done."""

    def __init__(self, console: Console, cases: Sequence[CaseFile], journal: Journal) -> None:
        self.shown = Progress(
            TextColumn("{task.fields[title]}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("{task.fields[moment]} {task.fields[what]}", style="dim"),
            console=console,
        )
        self._bars: dict[str, TaskID] = {
            case.name: self.shown.add_task(
                "",
                total=len(case.steps),
                completed=journal.done(case.name),
                title=case.title,
                moment="",
                what="",
            )
            for case in cases
        }

    def stepped(self, case: CaseFile, step: Step) -> None:
        moment = moment_text(step.at)
        self.shown.update(self._bars[case.name], advance=1, moment=moment, what=step.what)


async def play(house: House, cases: Sequence[CaseFile], console: Console) -> None:
    """Play what is not played yet and print the outcome. Raises DemoFailed."""
    if not isinstance(house.clock, ManualClock):
        raise DemoFailed("a demo needs a clock that can be moved")
    journal = Journal(house.folder.journal)
    databases = {one.service.name: one.database for one in house.services}
    timeout = httpx.Timeout(CALL_SECONDS_MAX)
    async with httpx.AsyncClient(
        base_url=house.address, timeout=timeout, trust_env=False
    ) as client:
        player = Player(client, token_of=_tokens(house), clock=house.clock, journal=journal)
        try:
            bars = _Bars(console, cases, journal)
            with bars.shown:
                await player.play(cases, bars)
            await print_outcome(player, databases, cases, console)
        except StepFailed as error:
            raise DemoFailed(str(error)) from error


def _tokens(house: House) -> Callable[[str], str]:
    """One token per persona for the whole demo, asked for when first needed."""
    held: dict[str, str] = {}

    def token_of(persona: str) -> str:
        if persona not in held:
            try:
                held[persona] = house.issuer.persona_token(persona)
            except KeyError as error:
                raise StepFailed(f"there is no persona {persona!r}") from error
        return held[persona]

    return token_of

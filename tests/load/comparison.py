"""Load: two sides under the same load in turn. A figure is the median of paired ratios.

Both sides run all the time, only one is loaded at a time, in alternating order: a machine that is
slow for a while is slow for both.
"""

import os
import statistics
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tests.load.figures import Figure

REPETITIONS = int(os.environ.get("BENCH_REPETITIONS", "7"))


@dataclass(frozen=True)
class Run:
    """One repetition of one side: operations per second, and CPU time of its process for each."""

    rate: float
    cpu_us: float
    bad: int = 0


@dataclass
class Side:
    name: str
    measure: Callable[[], Awaitable[Run]]
    runs: list[Run] = field(default_factory=list)

    def shown(self) -> str:
        rate = statistics.median(run.rate for run in self.runs)
        cpu = statistics.median(run.cpu_us for run in self.runs)
        return f"{self.name} {rate:.0f}/s {cpu:.0f} us"


async def alternate(title: str, ours: Side, floor: Side) -> None:
    """Fill the runs of both sides."""
    sides = [ours, floor]
    for repetition in range(REPETITIONS):
        for side in sides if repetition % 2 == 0 else reversed(sides):
            run = await side.measure()
            side.runs.append(run)
            print(
                f"{title} {repetition} {side.name:6} {run.rate:8.1f}/s  {run.cpu_us:7.0f} us"
                f"  bad {run.bad}",
                flush=True,
            )


def ratios(
    bar: str, what: str, sides: tuple[Side, Side], *, rate: float, cpu: float | None = None
) -> list[Figure]:
    """The rate and the CPU time of the first side in units of the second, and the wrong answers."""
    ours, floor = sides
    pairs = list(zip(ours.runs, floor.runs, strict=True))
    rates = [one.rate / other.rate for one, other in pairs]
    cpus = [one.cpu_us / other.cpu_us for one, other in pairs]
    bad = sum(run.bad for side in sides for run in side.runs)
    spread = f"[{min(rates):.2f}-{max(rates):.2f}]"
    shown = f"{ours.shown()}; {floor.shown()}; {spread}"
    figures = [
        Figure(bar, f"{what}: rate", statistics.median(rates), "of floor", rate, True, shown),
        Figure(bar, f"{what}: CPU", statistics.median(cpus), "x floor", cpu),
    ]
    wrong = Figure(bar, f"{what}: wrong answers", bad, "", 0)
    return figures if wrong.met else [*figures, wrong]

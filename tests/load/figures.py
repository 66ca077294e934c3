"""Load: a measured figure with its bar, and the table in which all of them are printed."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One row of the table. ``limit`` is the bar; None is shown for information only."""

    bar: str
    what: str
    value: float
    unit: str
    limit: float | None = None
    at_least: bool = False
    beside: str = ""

    @property
    def met(self) -> bool:
        if self.limit is None:
            return True
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def cells(self) -> tuple[str, ...]:
        sign = ">=" if self.at_least else "<="
        limit = "" if self.limit is None else f"{sign} {self.limit:g}"
        verdict = "" if self.limit is None else ("met" if self.met else "MISSED")
        return self.bar, self.what, f"{self.value:.2f} {self.unit}", limit, verdict, self.beside


HEAD = ("bar", "what", "figure", "limit", "", "beside it")


def table(figures: Sequence[Figure]) -> str:
    """Markdown, as docs/benchmarks.md keeps it."""
    rows = [HEAD, ("---",) * len(HEAD), *(one.cells() for one in figures)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def report(figures: Sequence[Figure]) -> int:
    """Print the table. The exit code says whether every bar is met."""
    print(f"\n{table(figures)}", flush=True)
    return 0 if all(one.met for one in figures) else 1

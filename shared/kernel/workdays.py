"""Kernel: the working-day calendar with swapped weekends (调休), and what happens past its end.

A year whose notice is not yet published is provisional: computed dates say so, and are computed
again when the notice is imported (law.md C8).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from shared.kernel.refusals import PolicyRowMissing

SEARCH_DAYS_MAX = 400  # no statutory period comes near; a bug would

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


class DayKind(StrEnum):
    HOLIDAY = "holiday"  # a public holiday, or a weekday swapped off
    WORKDAY = "workday"  # a weekend day swapped to work


@dataclass(frozen=True)
class WorkCalendar:
    """Exceptions to the plain week, and the years that are covered.

    ``years`` maps a year to whether it is provisional; a year outside it is refused.
    """

    exceptions: Mapping[date, DayKind] = field(default_factory=dict)
    years: Mapping[int, bool] = field(default_factory=dict)

    def is_workday(self, day: date) -> bool:
        """Raises PolicyRowMissing for a year that nobody has loaded."""
        self._require(day)
        kind = self.exceptions.get(day)
        if kind is not None:
            return kind is DayKind.WORKDAY
        return day.weekday() < _SATURDAY

    def is_provisional(self, day: date) -> bool:
        self._require(day)
        return self.years[day.year]

    def roll_forward(self, day: date) -> date:
        """The first working day on or after ``day`` (民法典 203; 刑事诉讼法 105)."""
        return self._walk(day, step=_ONE_DAY)

    def roll_back(self, day: date) -> date:
        """The last working day on or before ``day``: the staff's own target (law.md A2)."""
        return self._walk(day, step=-_ONE_DAY)

    def add_workdays(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``; the day itself is not counted."""
        found = day
        for _ in range(count):
            found = self.roll_forward(found + _ONE_DAY)
        return found

    def _walk(self, day: date, step: timedelta) -> date:
        for _ in range(SEARCH_DAYS_MAX):
            if self.is_workday(day):
                return day
            day += step
        raise PolicyRowMissing(table="calendar", key="working day", day=day.isoformat())

    def _require(self, day: date) -> None:
        if day.year not in self.years:
            raise PolicyRowMissing(table="calendar", key=str(day.year), day=day.isoformat())

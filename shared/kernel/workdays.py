"""Kernel: the working-day calendar with swapped weekends (调休), and what happens past its end.

A year whose notice is not yet published is provisional: computed dates say so, and are computed
again when the notice is imported (law.md C8).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from shared.kernel.refusals import NotUnderstood, PolicyRowMissing

SEARCH_DAYS_MAX = 400  # no statutory period comes near; a bug would
# Days off with a fixed date in every year (全国年节及纪念日放假办法 2): a notice without them is not whole.
FIXED_HOLIDAYS = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))
STATUTORY_DAYS_MIN = 11  # 13 since 2025, 11 before

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


class DayKind(StrEnum):
    HOLIDAY = "holiday"  # a public holiday, or a weekday swapped off
    WORKDAY = "workday"  # a weekend day swapped to work


class CalendarNoticeImplausible(NotUnderstood):
    """What was handed in cannot be the notice of that year. Facts: ``fault``, ``day``, ``pointer``."""


@dataclass(frozen=True)
class YearNotice:
    """The State Council's notice for one year: days off, and weekend days swapped to work (调休).

    It may reach into the December before, where a New Year's swap lies.
    """

    year: int
    source: str  # its document number
    holidays: frozenset[date]
    workdays: frozenset[date]

    def exceptions(self) -> dict[date, DayKind]:
        """The days that differ from the plain week. Raises CalendarNoticeImplausible."""
        self._check()
        return {
            **dict.fromkeys(sorted(self.holidays), DayKind.HOLIDAY),
            **dict.fromkeys(sorted(self.workdays), DayKind.WORKDAY),
        }

    def _check(self) -> None:
        fixed = {date(self.year, month, day) for month, day in FIXED_HOLIDAYS}
        _none_of("fixed_day_missing", fixed - self.holidays, "/holidays")
        if len(self.holidays) < STATUTORY_DAYS_MIN:
            raise CalendarNoticeImplausible(fault="too_few_holidays", day=None, pointer="/holidays")
        _none_of("both_off_and_working", self.holidays & self.workdays, "/workdays")
        weekdays = {day for day in self.workdays if day.weekday() < _SATURDAY}
        _none_of("workday_not_a_weekend", weekdays, "/workdays")
        _none_of("outside_the_year", self._outside(self.holidays), "/holidays")
        _none_of("outside_the_year", self._outside(self.workdays), "/workdays")

    def _outside(self, days: frozenset[date]) -> set[date]:
        first = date(self.year - 1, 12, 1)
        return {day for day in days if not first <= day <= date(self.year, 12, 31)}


def _none_of(fault: str, days: set[date] | frozenset[date], pointer: str) -> None:
    if days:
        raise CalendarNoticeImplausible(fault=fault, day=min(days).isoformat(), pointer=pointer)


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

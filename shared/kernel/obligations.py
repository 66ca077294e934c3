"""Kernel: statutory obligations - who must act, under which article, by when.

Counting rules (law.md 2.1): the day of the trigger is not counted (民法典 201); a period that ends
on a day off ends on the next working day (民法典 203), except in custody and for hour clocks
(刑事诉讼法 105); pauses lie outside the period. An hour clock runs from its minute for the target;
its limit leaves out the hour in which it starts (民法典 201(2); 刑事诉讼法 105(2)). A month ends on the
day of the same number, or on the last day of a month that has none (民法典 202).

Two dates are kept: the ``target`` is the strictest reading, the ``limit`` the loosest defensible one
(law.md A1, A2, C5).
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from shared.kernel.clock import LAW_ZONE, law_date
from shared.kernel.workdays import WorkCalendar

MONTHS_PER_YEAR = 12


class Unit(StrEnum):
    CALENDAR_DAY = "calendar_day"  # 日
    WORKING_DAY = "working_day"  # 工作日
    HOUR = "hour"  # 小时
    MONTH = "month"  # 月


@dataclass(frozen=True)
class DeadlineRule:
    """One row of a service's ``policy/deadlines.toml``; the unit is the rule's own, never global (C7)."""

    code: str  # T01
    article: str
    owner: str  # who must act, as a role or an outside body
    unit: Unit
    length: int
    starts: str  # what starts it, in words, for docs/clocks.md
    stops: str
    rolls: bool = True
    verified: bool = True  # False: the text was not read; shown as such


@dataclass(frozen=True)
class Pause:
    """Time that lies outside the period; open while ``until`` is None."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True)
class Due:
    """When it must be done. ``provisional``: a year behind it is not yet published."""

    target: datetime
    limit: datetime
    provisional: bool


def due(
    rule: DeadlineRule,
    started_at: datetime,
    pauses: Sequence[Pause],
    calendar: WorkCalendar,
) -> Due:
    """Compute both dates from the start and the closed pauses; an open pause has no effect yet."""
    closed = [pause for pause in pauses if pause.until is not None]
    if rule.unit is Unit.HOUR:
        span = timedelta(hours=rule.length) + _paused_time(closed)
        return Due(started_at + span, _next_full_hour(started_at) + span, provisional=False)
    first = law_date(started_at)
    if rule.unit is Unit.WORKING_DAY:
        last = calendar.add_workdays(first, rule.length + _paused_workdays(closed, calendar))
        return _day_due(target=last, limit=last, calendar=calendar, first=first)
    months = rule.length if rule.unit is Unit.MONTH else 0
    days = 0 if months else rule.length
    last = _months_after(first, months) + timedelta(days=days + _paused_days(closed))
    limit = calendar.roll_forward(last) if rule.rolls else last
    target = max(calendar.roll_back(last), first)
    return _day_due(target=target, limit=limit, calendar=calendar, first=first)


def end_of_day(day: date) -> datetime:
    """The last instant of a day where the law is: 24:00 (民法典 203)."""
    return datetime.combine(day + timedelta(days=1), time.min, LAW_ZONE)


def _next_full_hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * MONTHS_PER_YEAR + day.month - 1 + months, MONTHS_PER_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day(limit: datetime) -> date:
    """The day at whose end a period ends: 24:00 is the next day's 0:00."""
    return law_date(limit - datetime.resolution)


def _day_due(*, target: date, limit: date, calendar: WorkCalendar, first: date) -> Due:
    provisional = any(calendar.is_provisional(day) for day in (first, target, limit))
    return Due(end_of_day(target), end_of_day(limit), provisional)


def _paused_time(pauses: Sequence[Pause]) -> timedelta:
    return sum((_span(pause) for pause in pauses), timedelta())


def _span(pause: Pause) -> timedelta:
    assert pause.until is not None
    return pause.until - pause.since


def _paused_days(pauses: Sequence[Pause]) -> int:
    """Whole days: the day a pause begins still runs, the day it ends does not (P148 17)."""
    return sum((law_date(p.until) - law_date(p.since)).days for p in pauses if p.until is not None)


def _paused_workdays(pauses: Sequence[Pause], calendar: WorkCalendar) -> int:
    days = 0
    for pause in pauses:
        assert pause.until is not None
        first, last = law_date(pause.since), law_date(pause.until)
        span = range(1, (last - first).days + 1)
        days += sum(calendar.is_workday(first + timedelta(days=offset)) for offset in span)
    return days

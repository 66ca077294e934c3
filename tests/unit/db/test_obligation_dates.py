"""The counting rules of law.md 2.1, on its published test vectors (National Day 2024)."""

from datetime import UTC, date, datetime

import pytest

from shared.kernel.clock import LAW_ZONE
from shared.kernel.obligations import DeadlineRule, Pause, Unit, due
from shared.kernel.refusals import PolicyRowMissing
from shared.kernel.workdays import DayKind, WorkCalendar

NATIONAL_DAY = {date(2024, 10, day): DayKind.HOLIDAY for day in range(1, 8)}
SWAPPED = {date(2024, 9, 29): DayKind.WORKDAY, date(2024, 10, 12): DayKind.WORKDAY}
CALENDAR = WorkCalendar({**NATIONAL_DAY, **SWAPPED}, {2024: False, 2025: True})
START = datetime(2024, 9, 27, 10, 0, tzinfo=LAW_ZONE)


def _rule(unit: Unit, length: int, *, rolls: bool = True) -> DeadlineRule:
    return DeadlineRule("T00", "民法典 201", "agency", unit, length, "start", "stop", rolls=rolls)


def _last_day(moment: datetime) -> date:
    """The day whose 24:00 this is."""
    return date.fromordinal(moment.astimezone(LAW_ZONE).date().toordinal() - 1)


@pytest.mark.parametrize(
    ("length", "plain", "rolled", "workdays"),
    [
        (3, date(2024, 9, 30), date(2024, 9, 30), date(2024, 10, 8)),
        (5, date(2024, 10, 2), date(2024, 10, 8), date(2024, 10, 10)),
        (7, date(2024, 10, 4), date(2024, 10, 8), date(2024, 10, 12)),
        (15, date(2024, 10, 12), date(2024, 10, 12), date(2024, 10, 23)),
        (30, date(2024, 10, 27), date(2024, 10, 28), date(2024, 11, 13)),
    ],
)
def test_the_published_vectors_hold(length: int, plain: date, rolled: date, workdays: date) -> None:
    by_day = _rule(Unit.CALENDAR_DAY, length)
    assert _last_day(due(by_day, START, (), CALENDAR).limit) == rolled
    unrolled = _rule(Unit.CALENDAR_DAY, length, rolls=False)
    assert _last_day(due(unrolled, START, (), CALENDAR).limit) == plain
    by_workday = _rule(Unit.WORKING_DAY, length)
    assert _last_day(due(by_workday, START, (), CALENDAR).limit) == workdays


def test_the_target_is_the_last_working_day_before_the_unrolled_end() -> None:
    when = due(_rule(Unit.CALENDAR_DAY, 7), START, (), CALENDAR)
    assert _last_day(when.target) == date(2024, 9, 30)
    assert when.target < when.limit


def test_an_hour_clock_never_stops_for_a_holiday() -> None:
    start = datetime(2024, 10, 1, 9, 30, tzinfo=UTC)
    when = due(_rule(Unit.HOUR, 24), start, (), CALENDAR)
    assert when.target == datetime(2024, 10, 2, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(("minute", "hour"), [(0, 10), (1, 10), (59, 10)])
def test_the_hour_in_which_a_clock_starts_is_outside_its_limit(minute: int, hour: int) -> None:
    start = datetime(2024, 10, 1, 9, minute, tzinfo=LAW_ZONE)
    when = due(_rule(Unit.HOUR, 24), start, (), CALENDAR)
    assert when.limit == datetime(2024, 10, 2, hour, 0, tzinfo=LAW_ZONE)


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2024, 2, 29), 6, date(2024, 8, 29)),
        (date(2024, 4, 1), 6, date(2024, 10, 8)),  # the first is National Day
        (date(2024, 3, 31), 6, date(2024, 9, 30)),  # September has no 31st
        (date(2024, 7, 31), 4, date(2024, 12, 2)),  # November has none either; the 30th: Saturday
    ],
)
def test_a_month_ends_on_the_same_day_or_on_the_last_one(
    start: date, months: int, last: date
) -> None:
    began = datetime(start.year, start.month, start.day, 9, tzinfo=LAW_ZONE)
    assert _last_day(due(_rule(Unit.MONTH, months), began, (), CALENDAR).limit) == last


def test_a_pause_of_working_days_counts_those_only() -> None:
    # Paused from Friday to Tuesday after the holiday: one of its days was a working day.
    pause = Pause(
        datetime(2024, 9, 30, 9, tzinfo=LAW_ZONE), datetime(2024, 10, 8, 9, tzinfo=LAW_ZONE)
    )
    when = due(_rule(Unit.WORKING_DAY, 3), START, (pause,), CALENDAR)
    assert _last_day(when.limit) == date(2024, 10, 9)


def test_an_open_pause_moves_nothing_yet() -> None:
    still = Pause(datetime(2024, 9, 28, 9, tzinfo=LAW_ZONE))
    rule = _rule(Unit.CALENDAR_DAY, 7)
    assert due(rule, START, (still,), CALENDAR) == due(rule, START, (), CALENDAR)


def test_a_pause_lies_outside_the_seven_days() -> None:
    pause = Pause(
        datetime(2024, 10, 9, 9, tzinfo=LAW_ZONE), datetime(2024, 10, 14, 9, tzinfo=LAW_ZONE)
    )
    start = datetime(2024, 10, 8, 9, tzinfo=LAW_ZONE)
    when = due(_rule(Unit.CALENDAR_DAY, 7), start, (pause,), CALENDAR)
    assert _last_day(when.limit) == date(2024, 10, 21)  # the 20th is a Sunday


def test_a_date_in_an_unpublished_year_is_provisional() -> None:
    start = datetime(2024, 12, 28, 9, tzinfo=LAW_ZONE)
    assert due(_rule(Unit.CALENDAR_DAY, 7), start, (), CALENDAR).provisional


def test_a_year_nobody_loaded_is_refused_by_name() -> None:
    start = datetime(2025, 12, 28, 9, tzinfo=LAW_ZONE)
    with pytest.raises(PolicyRowMissing) as refused:
        due(_rule(Unit.CALENDAR_DAY, 7), start, (), CALENDAR)
    assert refused.value.facts["key"] == "2026"

"""A year's notice is taken only when it can be one: whole, of that year, and without contradiction."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from shared.kernel.workdays import (
    CalendarNoticeImplausible,
    DayKind,
    WorkCalendar,
    YearNotice,
)

OFF = [(1, 1), (1, 2), (2, 5), (2, 6), (2, 7), (2, 8), (4, 5), (5, 1), (6, 9), (10, 1), (10, 2)]
NOTICE = YearNotice(
    year=2027,
    source="示例通知",
    holidays=frozenset(date(2027, month, day) for month, day in [*OFF, (10, 3)]),
    workdays=frozenset({date(2027, 2, 14), date(2026, 12, 26)}),
)


def days(*numbers: tuple[int, int, int]) -> frozenset[date]:
    return frozenset(date(*number) for number in numbers)


def test_a_notice_gives_the_days_that_differ_from_the_plain_week() -> None:
    calendar = WorkCalendar(NOTICE.exceptions(), {2026: False, 2027: False})
    assert not calendar.is_workday(date(2027, 2, 5))
    assert calendar.is_workday(date(2027, 2, 14)), "a Sunday that is worked"
    assert calendar.is_workday(date(2026, 12, 26)), "a swap before New Year"
    assert NOTICE.exceptions()[date(2027, 10, 1)] is DayKind.HOLIDAY


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"holidays": NOTICE.holidays - days((2027, 5, 1))}, "fixed_day_missing"),
        ({"holidays": days(*((2027, m, d) for m, d in ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))))},
         "too_few_holidays"),
        ({"workdays": days((2027, 1, 2))}, "both_off_and_working"),
        ({"workdays": days((2027, 3, 1))}, "workday_not_a_weekend"),
        ({"holidays": NOTICE.holidays | days((2028, 1, 1))}, "outside_the_year"),
        ({"workdays": days((2026, 11, 28))}, "outside_the_year"),
    ],
)  # fmt: skip
def test_an_implausible_notice_is_refused_by_its_fault(changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(CalendarNoticeImplausible) as refused:
        replace(NOTICE, **changes).exceptions()
    assert refused.value.facts["fault"] == fault

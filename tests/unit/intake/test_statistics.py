"""Disclosed counts: small cells stay closed, and the same rows give the same bytes."""

import random
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.statistics import (
    Counted,
    StatisticsPeriod,
    StatisticsPeriodInvalid,
    StatisticsPeriodNotEnded,
    report_of,
    require_ended,
)
from shared.kernel.policy import canonical

OCTOBER = StatisticsPeriod(first=date(2026, 10, 1), last=date(2026, 10, 1))
CELL_MIN = 5


def rows(count: int, outcome: str = "filed") -> list[Counted]:
    return [Counted("2026-10", "civil", outcome, UUID(int=number)) for number in range(count)]


@pytest.mark.parametrize(("count", "shown"), [(1, None), (4, None), (5, 5), (6, 6)])
def test_a_cell_below_the_limit_is_closed(count: int, shown: int | None) -> None:
    (cell,) = report_of("LA-1", OCTOBER, rows(count), cell_min=CELL_MIN).content["cells"]
    assert cell == {"month": "2026-10", "kind": "civil", "outcome": "filed", "count": shown}


def test_a_month_in_which_nothing_happened_has_no_cell() -> None:
    assert report_of("LA-1", OCTOBER, [], cell_min=CELL_MIN).content["cells"] == []


@given(st.randoms(use_true_random=False))
def test_the_same_rows_give_the_same_bytes_in_any_order(order: random.Random) -> None:
    counted = [*rows(7), *rows(3, "granted"), *rows(6, "refused")]
    expected = report_of("LA-1", OCTOBER, counted, cell_min=CELL_MIN)
    order.shuffle(counted)
    again = report_of("LA-1", OCTOBER, counted, cell_min=CELL_MIN)
    assert canonical(again.content) == canonical(expected.content)


def test_another_row_behind_the_same_counts_is_another_input() -> None:
    one = report_of("LA-1", OCTOBER, rows(5), cell_min=CELL_MIN)
    other = [*rows(4), Counted("2026-10", "civil", "filed", UUID(int=99))]
    assert report_of("LA-1", OCTOBER, other, cell_min=CELL_MIN).inputs_digest != one.inputs_digest


def test_no_row_can_be_read_back_from_what_is_published() -> None:
    assert (
        str(UUID(int=3))
        not in canonical(report_of("LA-1", OCTOBER, rows(6), cell_min=CELL_MIN).content).decode()
    )


@pytest.mark.parametrize(
    ("first", "last", "refusal"),
    [
        (date(2026, 11, 1), date(2026, 10, 1), StatisticsPeriodInvalid),
        (date(2024, 10, 1), date(2026, 10, 1), StatisticsPeriodInvalid),
        (date(2026, 10, 1), date(2026, 11, 1), StatisticsPeriodNotEnded),
    ],
)
def test_only_whole_months_that_are_over_are_counted(
    first: date, last: date, refusal: type[Exception]
) -> None:
    period = StatisticsPeriod(first=first, last=last)
    with pytest.raises(refusal):
        require_ended(period, today=date(2026, 11, 2), months_max=24)


def test_a_period_may_end_yesterday_and_with_a_december() -> None:
    require_ended(OCTOBER, today=date(2026, 11, 1), months_max=24)
    december = StatisticsPeriod(first=date(2025, 12, 1), last=date(2025, 12, 1))
    assert (december.ends, december.months) == (date(2026, 1, 1), 1)

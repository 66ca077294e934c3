"""Rate rows stay inside the city's ranges and need two people (包府发〔2024〕3号 二(三))."""

from datetime import date

import pytest

from services.payment.domain.rates import (
    RateEndsBeforeToday,
    RateNeedsDocument,
    RateOutsideRange,
    RatePeriodReversed,
    RateRow,
    RateState,
    WorkKind,
    rate_on,
    require_in_range,
)
from services.payment.domain.separation import SamePersonActsTwice
from shared.kernel.transitions import ActNotAllowedNow
from tests.support.payment import AGENCY, APPROVER, PREPARER, RANGES, a_range, a_rate, an_id

LIMITS = [
    ("criminal", 80_000, 160_000),
    ("civil", 100_000, 180_000),
    ("administrative", 100_000, 180_000),
    ("duty", 20_000, 50_000),
]


@pytest.mark.parametrize(("kind", "low", "high"), LIMITS)
def test_both_ends_of_a_range_are_inside_it(kind: str, low: int, high: int) -> None:
    for amount in (low, high):
        require_in_range(a_rate(kind=kind, amount_fen=amount), RANGES)


@pytest.mark.parametrize(("kind", "low", "high"), LIMITS)
def test_one_fen_beyond_a_range_is_refused_with_its_clause(kind: str, low: int, high: int) -> None:
    for amount in (low - 1, high + 1):
        with pytest.raises(RateOutsideRange) as refusal:
            require_in_range(a_rate(kind=kind, amount_fen=amount), RANGES)
        assert refusal.value.facts["clause"] == "包府发〔2024〕3号 二(三)"
        assert refusal.value.facts["min_fen"] == low


def test_the_range_of_the_rows_own_days_counts() -> None:
    older = a_range(
        "civil", 50_000, 90_000, valid_from=date(2020, 1, 1), valid_to=date(2023, 12, 31)
    )
    ranges = (*RANGES, older)
    row = a_rate(amount_fen=60_000, valid_from=date(2022, 1, 1), valid_to=date(2022, 12, 31))
    require_in_range(row, ranges)
    with pytest.raises(RateOutsideRange):
        require_in_range(a_rate(amount_fen=60_000, valid_from=date(2022, 1, 1)), ranges)


def test_a_kind_without_a_range_needs_a_document_number() -> None:
    require_in_range(a_rate(kind="consultation", amount_fen=1), RANGES)
    with pytest.raises(RateNeedsDocument):
        require_in_range(a_rate(kind="consultation", amount_fen=1, document_no=None), RANGES)


def test_a_period_that_ends_before_it_begins_is_not_understood() -> None:
    with pytest.raises(RatePeriodReversed):
        require_in_range(a_rate(valid_to=date(2025, 12, 31)), RANGES)


def test_the_proposer_cannot_approve_the_row() -> None:
    proposed = a_rate(state=RateState.PROPOSED, approved_by=None)
    with pytest.raises(SamePersonActsTwice):
        proposed.approve(by=PREPARER, ranges=RANGES)
    assert proposed.approve(by=APPROVER, ranges=RANGES).approved_by == APPROVER


def test_a_row_is_approved_once() -> None:
    with pytest.raises(ActNotAllowedNow):
        a_rate().approve(by="person-9", ranges=RANGES)


def test_ending_a_row_never_takes_back_days_gone_by() -> None:
    with pytest.raises(RateEndsBeforeToday):
        a_rate().end(last_day=date(2026, 2, 1), today=date(2026, 3, 1))
    ended = a_rate().end(last_day=date(2026, 3, 31), today=date(2026, 3, 1))
    assert ended.valid_to == date(2026, 3, 31)
    assert ended.ref == a_rate().ref


def test_the_row_that_names_the_service_wins_over_any() -> None:
    general = a_rate("general")
    by_stage = a_rate("by stage", stage="first_instance")
    by_service = a_rate("by service", service="litigation")
    work = WorkKind(AGENCY, "civil", "litigation", "first_instance")
    found = rate_on((general, by_stage, by_service), work, date(2026, 5, 1))
    assert found is not None
    assert found.id == an_id("by service")


@pytest.mark.parametrize(
    "row",
    [
        a_rate(state=RateState.PROPOSED),
        a_rate(org_id="LA-150204"),
        a_rate(kind="criminal"),
        a_rate(stage="second_instance"),
        a_rate(valid_from=date(2026, 6, 1)),
        a_rate(valid_to=date(2026, 4, 30)),
    ],
)
def test_a_row_that_does_not_fit_prices_nothing(row: RateRow) -> None:
    work = WorkKind(AGENCY, "civil", "litigation", "first_instance")
    assert rate_on((row,), work, date(2026, 5, 1)) is None

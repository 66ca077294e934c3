"""A shortfall never blocks aid: the commitment is taken unfunded and said aloud (P-02)."""

from datetime import date

import pytest

from services.payment.domain.budgets import (
    Appropriation,
    AppropriationState,
    Available,
    BudgetLine,
    UseNotAllowed,
    choose,
    own_fund_source,
    require_allowed,
    use_line_for,
)
from services.payment.domain.separation import SamePersonActsTwice
from services.payment.policy import FUND_RULES, USES
from tests.support.payment import AGENCY, APPROVER, PREPARER, an_id

DAY = date(2026, 5, 6)


def line(source: str, free_fen: int) -> Available:
    return Available(BudgetLine(an_id(source), AGENCY, 2026, source, "case"), free_fen)


CHOICES = [  # free on county, free on transfer, amount, chosen, short
    (200, 0, 150, "county", 0),
    (150, 0, 150, "county", 0),
    (100, 150, 150, "transfer_payment", 0),
    (100, 50, 150, "county", 50),
    (0, 0, 150, "county", 150),
    (-10, 0, 150, "county", 150),
]


@pytest.mark.parametrize(("county", "transfer", "amount", "chosen", "short"), CHOICES)
def test_the_first_line_that_can_carry_the_whole_amount_is_taken(
    county: int, transfer: int, amount: int, chosen: str, short: int
) -> None:
    choice = choose((line("county", county), line("transfer_payment", transfer)), amount)
    assert (choice.line.fund_source, choice.short_fen) == (chosen, short)
    assert choice.funded is (short == 0)


def test_a_use_off_the_list_is_refused() -> None:
    assert use_line_for("case", USES, DAY) == "case"
    with pytest.raises(UseNotAllowed):
        require_allowed("training", "case", USES, DAY)
    with pytest.raises(UseNotAllowed):
        use_line_for("banquet", USES, DAY)


def test_city_and_county_finance_carry_their_own_agencies() -> None:
    assert own_fund_source("LA-150200", FUND_RULES, DAY) == "city"
    assert own_fund_source("LA-150203", FUND_RULES, DAY) == "county"


def test_an_appropriation_needs_two_people() -> None:
    given = Appropriation(
        an_id("a"), AGENCY, an_id("budget"), 500, "DEMO-1", AppropriationState.PROPOSED, PREPARER
    )
    with pytest.raises(SamePersonActsTwice):
        given.approve(by=PREPARER)
    approved = given.approve(by=APPROVER)
    with pytest.raises(SamePersonActsTwice):
        approved.reverse(by=PREPARER)
    assert approved.reverse(by=APPROVER).state is AppropriationState.REVERSED

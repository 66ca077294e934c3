"""One pricing module: the row of the closing date, explained line by line, tax always zero."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payment.domain.pricing import PricedWork, price
from services.payment.domain.rates import WorkKind
from tests.support.payment import AGENCY, a_rate

CLOSED, ASSIGNED = date(2026, 7, 10), date(2026, 5, 6)
WORK = PricedWork(WorkKind(AGENCY, "civil", "litigation", "first_instance"), CLOSED, ASSIGNED)
OLD = a_rate("old", amount_fen=120_000, valid_to=date(2026, 6, 30))
NEW = a_rate("new", amount_fen=160_000, valid_from=date(2026, 7, 1))


def test_the_closing_date_fixes_the_rate_and_the_assignment_figure_stands_beside_it() -> None:
    priced = price(WORK, (OLD, NEW))
    assert priced is not None
    assert (priced.amount_fen, priced.rate_on) == (160_000, CLOSED)
    assert (priced.assigned_figure_fen, priced.assigned_on) == (120_000, ASSIGNED)


def test_the_price_explains_itself_with_row_clause_and_arithmetic() -> None:
    priced = price(WORK, (NEW,))
    assert priced is not None
    subsidy = priced.lines[0]
    assert (subsidy.arithmetic, subsidy.clause) == ("1 x 1600.00", "法律援助法 52(1)")
    assert subsidy.row == NEW.ref
    assert sum(line.amount_fen for line in priced.lines) == priced.amount_fen


def test_no_row_on_the_closing_date_gives_no_price_at_all() -> None:
    assert price(WORK, (OLD,)) is None
    assert price(WORK, ()) is None


def test_a_public_post_gets_no_labor_subsidy() -> None:
    priced = price(PricedWork(WORK.kind, CLOSED, ASSIGNED, public_post=True), (NEW,))
    assert priced is not None
    assert (priced.amount_fen, priced.rate_row) == (0, None)
    assert priced.lines[0].clause == "司发通〔2019〕27号"


@pytest.mark.parametrize("kind", ["criminal", "civil", "administrative", "duty"])
def test_every_kind_is_one_whole_unit(kind: str) -> None:
    work = PricedWork(WorkKind(AGENCY, kind, "any", "any"), CLOSED)
    priced = price(work, (a_rate(kind=kind, amount_fen=30_000),))
    assert priced is not None
    assert priced.amount_fen == 30_000


@given(amount=st.integers(min_value=1, max_value=10**9), public_post=st.booleans())
def test_withheld_tax_is_always_zero(amount: int, public_post: bool) -> None:
    work = PricedWork(WORK.kind, CLOSED, ASSIGNED, public_post)
    priced = price(work, (a_rate(amount_fen=amount),))
    assert priced is not None
    assert priced.withheld_tax_fen == 0

"""Domain: the one place where work becomes an amount, explained line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.payment.domain.rates import RateRow, WorkKind, rate_on
from shared.kernel.money import yuan
from shared.kernel.policy import RowRef

# Exempt from VAT and individual income tax (法律援助法 52(3); 财政部 税务总局公告2022年第25号 1).
WITHHELD_TAX_FEN = 0

CLAUSE_SUBSIDY = "法律援助法 52(1)"
CLAUSE_PUBLIC_POST = "司发通〔2019〕27号"
CLAUSE_TAX = "法律援助法 52(3)"


@dataclass(frozen=True)
class PriceLine:
    """One line of the explanation: a code, the arithmetic, the clause, the row behind it."""

    code: str
    arithmetic: str
    amount_fen: int
    clause: str
    row: RowRef | None = None


@dataclass(frozen=True)
class Price:
    """What a unit is worth, on which date's row, and what the assignment date would have given.

    Nobody has said which date fixes the rate (A15): the closing date pays, the other is shown.
    """

    amount_fen: int
    rate_on: date
    lines: tuple[PriceLine, ...]
    rate_row: RowRef | None
    assigned_on: date | None = None
    assigned_figure_fen: int | None = None
    withheld_tax_fen: int = WITHHELD_TAX_FEN


@dataclass(frozen=True)
class PricedWork:
    """The coded facts that a price depends on."""

    kind: WorkKind
    closed_on: date
    assigned_on: date | None = None
    public_post: bool = False


def price(work: PricedWork, rows: Sequence[RateRow]) -> Price | None:
    """Price one unit, or None where no approved row holds on the closing date (P-01, A15).

    A person with a public post gets direct cost only, by an expense claim: no labor subsidy
    (司发通〔2019〕27号). One unit, whole, whoever it helped (A18). Tax is always zero.
    """
    if work.public_post:
        return _public_post_price(work)
    row = rate_on(rows, work.kind, work.closed_on)
    if row is None:
        return None
    subsidy = PriceLine(
        code="subsidy",
        arithmetic=f"1 x {yuan(row.amount_fen)}",
        amount_fen=row.amount_fen,
        clause=CLAUSE_SUBSIDY,
        row=row.ref,
    )
    return Price(
        amount_fen=row.amount_fen,
        rate_on=work.closed_on,
        lines=(subsidy, _tax_line(row.amount_fen)),
        rate_row=row.ref,
        assigned_on=work.assigned_on,
        assigned_figure_fen=_figure_on(work, rows),
    )


def _public_post_price(work: PricedWork) -> Price:
    line = PriceLine("public_post_no_subsidy", "1 x 0.00", 0, CLAUSE_PUBLIC_POST)
    return Price(0, work.closed_on, (line, _tax_line(0)), None, work.assigned_on, None)


def _tax_line(amount_fen: int) -> PriceLine:
    arithmetic = f"{yuan(amount_fen)} x 0%"
    return PriceLine("withheld_tax", arithmetic, WITHHELD_TAX_FEN, CLAUSE_TAX)


def _figure_on(work: PricedWork, rows: Sequence[RateRow]) -> int | None:
    if work.assigned_on is None:
        return None
    row = rate_on(rows, work.kind, work.assigned_on)
    return None if row is None else row.amount_fen

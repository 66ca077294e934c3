"""Store: a price with its explanation, kept as it was computed."""

from datetime import date
from typing import Any

from services.payment.domain.pricing import Price, PriceLine
from shared.kernel.policy import RowRef


def price_document(price: Price | None) -> dict[str, Any] | None:
    """The JSON form of a price."""
    if price is None:
        return None
    return {
        "amount_fen": price.amount_fen,
        "rate_on": price.rate_on.isoformat(),
        "lines": [_line_document(line) for line in price.lines],
        "rate_row": _ref_document(price.rate_row),
        "assigned_on": price.assigned_on.isoformat() if price.assigned_on else None,
        "assigned_figure_fen": price.assigned_figure_fen,
        "withheld_tax_fen": price.withheld_tax_fen,
    }


def price_of(document: dict[str, Any] | None) -> Price | None:
    """Read the JSON form back."""
    if document is None:
        return None
    assigned_on = document["assigned_on"]
    return Price(
        amount_fen=document["amount_fen"],
        rate_on=date.fromisoformat(document["rate_on"]),
        lines=tuple(_line(line) for line in document["lines"]),
        rate_row=_ref(document["rate_row"]),
        assigned_on=date.fromisoformat(assigned_on) if assigned_on else None,
        assigned_figure_fen=document["assigned_figure_fen"],
        withheld_tax_fen=document["withheld_tax_fen"],
    )


def _line_document(line: PriceLine) -> dict[str, Any]:
    return {
        "code": line.code,
        "arithmetic": line.arithmetic,
        "amount_fen": line.amount_fen,
        "clause": line.clause,
        "row": _ref_document(line.row),
    }


def _line(document: dict[str, Any]) -> PriceLine:
    return PriceLine(**{**document, "row": _ref(document["row"])})


def _ref_document(ref: RowRef | None) -> dict[str, str] | None:
    return None if ref is None else dict(vars(ref))


def _ref(document: dict[str, str] | None) -> RowRef | None:
    return None if document is None else RowRef(**document)

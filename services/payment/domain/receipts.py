"""Domain: what the bank says, line by line, and what may follow from it. Nothing is ever resent."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from io import StringIO

from services.payment.domain.batches import BatchLine, LineState
from shared.kernel.money import FEN_PER_YUAN
from shared.kernel.refusals import Conflict, NotUnderstood

RECEIPT_LINES_MAX = 1000
_YUAN_DIGITS_MAX = 12
_FEN_DIGITS = 2

_COLUMNS = {
    "order_no": ("order_no", "支付令号"),
    "amount": ("amount_yuan", "金额(元)"),
    "outcome": ("outcome", "结果"),
    "bank_reference": ("bank_reference", "银行流水号"),
    "paid_on": ("paid_on", "支付日期"),
    "reason": ("reason", "原因"),
}


class Outcome(StrEnum):
    PAID = "paid"
    FAILED = "failed"
    UNKNOWN = "unknown"


_OUTCOMES = {
    "paid": Outcome.PAID,
    "成功": Outcome.PAID,
    "failed": Outcome.FAILED,
    "失败": Outcome.FAILED,
    "unknown": Outcome.UNKNOWN,
    "处理中": Outcome.UNKNOWN,
}


class Verdict(StrEnum):
    """What a receipt line does to its order."""

    POST = "post"
    FAIL = "fail"
    QUERY = "query"
    UNCHANGED = "unchanged"
    PROBLEM = "problem"  # shown to people, changes nothing


_EFFECTS = {
    Outcome.PAID: Verdict.POST,
    Outcome.FAILED: Verdict.FAIL,
    Outcome.UNKNOWN: Verdict.QUERY,
}
_SAME_STATE = {Outcome.PAID: LineState.POSTED, Outcome.FAILED: LineState.FAILED}


class ReceiptNotUnderstood(NotUnderstood):
    """A column or a cell of the bank's file cannot be read. Facts: ``line``, ``column``."""


class ReceiptTotalsDiffer(Conflict):
    """The file does not add up to the control totals stated with it: nothing was taken from it.

    Facts: ``count``, ``paid_fen``, ``stated_count``, ``stated_paid_fen``.
    """


@dataclass(frozen=True)
class ReceiptLine:
    """One line as the bank sent it."""

    line: int
    order_no: str
    amount_fen: int
    outcome: Outcome
    bank_reference: str
    paid_on: date | None
    reason: str


@dataclass(frozen=True)
class Ruling:
    """A receipt line with its verdict; ``problem_code`` names what contradicts our books."""

    receipt: ReceiptLine
    verdict: Verdict
    problem_code: str | None = None


def read_receipt(text: str) -> tuple[ReceiptLine, ...]:
    """Read the bank's CSV; headings in Chinese or as in the API.

    Raises ReceiptNotUnderstood naming line and column; the cell is never echoed.
    """
    try:
        rows = list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))
    except csv.Error as wrong:
        raise ReceiptNotUnderstood(line=1, column="", pointer="/content") from wrong
    if not 0 < len(rows) <= RECEIPT_LINES_MAX:
        raise ReceiptNotUnderstood(line=len(rows) + 1, column="", pointer="/content")
    names = _column_names(tuple(rows[0]))
    return tuple(
        _receipt_line(number, {key: (row[name] or "").strip() for key, name in names.items()})
        for number, row in enumerate(rows, start=2)
    )


def require_stated_totals(
    lines: Sequence[ReceiptLine], *, stated_count: int, stated_paid_fen: int
) -> None:
    """Raises ReceiptTotalsDiffer."""
    paid_fen = sum(line.amount_fen for line in lines if line.outcome is Outcome.PAID)
    if (len(lines), paid_fen) != (stated_count, stated_paid_fen):
        raise ReceiptTotalsDiffer(
            count=len(lines),
            paid_fen=paid_fen,
            stated_count=stated_count,
            stated_paid_fen=stated_paid_fen,
        )


def reconcile(
    orders: Mapping[str, BatchLine],
    lines: Sequence[ReceiptLine],
    *,
    released_on: date,
    today: date,
) -> tuple[Ruling, ...]:
    """Rule on every line against our orders, in file order.

    The same word twice changes nothing; a contradiction is a problem for people and changes
    nothing either; ``unknown`` is queried and never sent again (reliability: unknown outcome).
    """
    heard: dict[str, ReceiptLine] = {}
    rulings = []
    for line in lines:
        ruling = _rule(orders.get(line.order_no), line, heard.get(line.order_no))
        if ruling.verdict is Verdict.POST and not _possible(line.paid_on, released_on, today):
            ruling = Ruling(line, Verdict.PROBLEM, "paid_on_impossible")
        heard.setdefault(line.order_no, line)
        rulings.append(ruling)
    return tuple(rulings)


def _rule(order: BatchLine | None, line: ReceiptLine, heard: ReceiptLine | None) -> Ruling:
    if order is None:
        return Ruling(line, Verdict.PROBLEM, "order_not_in_batch")
    if order.amount_fen != line.amount_fen:
        return Ruling(line, Verdict.PROBLEM, "amount_differs")
    if heard is not None:
        return _rule_repeat(line, heard)
    if order.state in (LineState.WAITING, LineState.QUERIED):
        queried_again = order.state is LineState.QUERIED and line.outcome is Outcome.UNKNOWN
        return Ruling(line, Verdict.UNCHANGED if queried_again else _EFFECTS[line.outcome])
    return _rule_answered(order, line)


def _rule_repeat(line: ReceiptLine, heard: ReceiptLine) -> Ruling:
    same = (line.outcome, line.bank_reference) == (heard.outcome, heard.bank_reference)
    if same:
        return Ruling(line, Verdict.UNCHANGED)
    return Ruling(line, Verdict.PROBLEM, "contradicts_same_file")


def _rule_answered(order: BatchLine, line: ReceiptLine) -> Ruling:
    if line.outcome is Outcome.UNKNOWN:
        return Ruling(line, Verdict.UNCHANGED)  # late news of an earlier moment
    if _SAME_STATE[line.outcome] is not order.state:
        return Ruling(line, Verdict.PROBLEM, "contradicts_earlier_receipt")
    if order.bank_reference != line.bank_reference:
        return Ruling(line, Verdict.PROBLEM, "second_bank_reference")
    return Ruling(line, Verdict.UNCHANGED)


def _possible(paid_on: date | None, released_on: date, today: date) -> bool:
    return paid_on is not None and released_on <= paid_on <= today


def _column_names(found: tuple[str, ...]) -> dict[str, str]:
    names = {}
    for key, spellings in _COLUMNS.items():
        present = [name for name in found if name and name.strip() in spellings]
        if len(present) != 1:
            raise ReceiptNotUnderstood(line=1, column=spellings[0], pointer="/content")
        names[key] = present[0]
    return names


def _receipt_line(number: int, cells: Mapping[str, str]) -> ReceiptLine:
    outcome = _OUTCOMES.get(cells["outcome"])
    if outcome is None or not cells["order_no"]:
        column = "outcome" if outcome is None else "order_no"
        raise ReceiptNotUnderstood(line=number, column=column, pointer="/content")
    if outcome is Outcome.PAID and not (cells["paid_on"] and cells["bank_reference"]):
        raise ReceiptNotUnderstood(line=number, column="paid_on", pointer="/content")
    return ReceiptLine(
        line=number,
        order_no=cells["order_no"].upper(),
        amount_fen=_fen(cells["amount"], number),
        outcome=outcome,
        bank_reference=cells["bank_reference"],
        paid_on=_day(cells["paid_on"], number),
        reason=cells["reason"],
    )


def _fen(text: str, number: int) -> int:
    whole, _, rest = text.partition(".")
    cents = rest.ljust(2, "0")
    if not (whole.isascii() and whole.isdigit() and cents.isascii() and cents.isdigit()):
        raise ReceiptNotUnderstood(line=number, column="amount_yuan", pointer="/content")
    if len(cents) != _FEN_DIGITS or len(whole) > _YUAN_DIGITS_MAX:
        raise ReceiptNotUnderstood(line=number, column="amount_yuan", pointer="/content")
    return int(whole) * FEN_PER_YUAN + int(cents)


def _day(text: str, number: int) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise ReceiptNotUnderstood(line=number, column="paid_on", pointer="/content") from wrong

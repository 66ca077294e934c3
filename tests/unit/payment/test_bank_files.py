"""The bank's file out, its receipt in: the same twice changes nothing, unknown is not resent."""

import contextlib
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payment.domain.bank_files import FileShape, PaymentOrder, render
from services.payment.domain.batches import BatchLine, LineState
from services.payment.domain.payees import AccountNumberMalformed, account_number
from services.payment.domain.receipts import (
    ReceiptNotUnderstood,
    ReceiptTotalsDiffer,
    Verdict,
    read_receipt,
    reconcile,
    require_stated_totals,
)
from tests.support.payment import a_line

ORDER = PaymentOrder("AB12", "赵示例", "6200000000000001", "示例银行", 150_050)
HEADINGS = "支付令号,金额(元),结果,银行流水号,支付日期,原因\r\n"
NO = a_line().order_no
RELEASED, TODAY = date(2026, 3, 16), date(2026, 3, 20)


def receipt_row(
    *, amount: str = "1500.00", outcome: str = "成功", ref: str = "B1", on: str = "2026-03-17"
) -> str:
    return f"{NO},{amount},{outcome},{ref},{on},\r\n"


def verdicts(line: BatchLine, *rows: str) -> list[tuple[Verdict, str | None]]:
    read = read_receipt(HEADINGS + "".join(rows))
    rulings = reconcile({line.order_no: line}, read, released_on=RELEASED, today=TODAY)
    return [(ruling.verdict, ruling.problem_code) for ruling in rulings]


def test_the_treasury_file_is_gb18030_with_totals_in_its_last_row() -> None:
    text = render((ORDER, ORDER), FileShape.TREASURY).decode("gb18030")
    rows = text.split("\r\n")
    assert rows[0] == "序号,支付令号,收款人,账号,开户行,金额(元),用途"
    assert rows[1] == "1,AB12,赵示例,6200000000000001,示例银行,1500.50,法律援助补贴"
    assert rows[3] == "合计,2,,,,3001.00,"


def test_the_plain_file_is_utf8_and_repeatable() -> None:
    first = render((ORDER,), FileShape.PLAIN)
    assert first == render((ORDER,), FileShape.PLAIN)
    assert first.decode().startswith("line,order_no,")


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_name_is_never_a_formula(start: str) -> None:
    text = render((replace(ORDER, holder=f"{start}HYPERLINK"),), FileShape.PLAIN).decode()
    assert f"'{start}HYPERLINK" in text


WORDS = [  # state of our order, what the bank says, verdict, problem
    (LineState.WAITING, receipt_row(), Verdict.POST, None),
    (LineState.QUERIED, receipt_row(), Verdict.POST, None),
    (LineState.WAITING, receipt_row(outcome="失败"), Verdict.FAIL, None),
    (LineState.WAITING, receipt_row(outcome="处理中"), Verdict.QUERY, None),
    (LineState.QUERIED, receipt_row(outcome="unknown"), Verdict.UNCHANGED, None),
    (LineState.POSTED, receipt_row(), Verdict.UNCHANGED, None),
    (LineState.POSTED, receipt_row(outcome="unknown"), Verdict.UNCHANGED, None),
    (LineState.POSTED, receipt_row(ref="B2"), Verdict.PROBLEM, "second_bank_reference"),
    (LineState.POSTED, receipt_row(outcome="失败"), Verdict.PROBLEM, "contradicts_earlier_receipt"),
    (LineState.FAILED, receipt_row(), Verdict.PROBLEM, "contradicts_earlier_receipt"),
    (LineState.WAITING, receipt_row(amount="1499.99"), Verdict.PROBLEM, "amount_differs"),
    (LineState.WAITING, receipt_row(on="2026-03-15"), Verdict.PROBLEM, "paid_on_impossible"),
    (LineState.WAITING, receipt_row(on="2026-03-21"), Verdict.PROBLEM, "paid_on_impossible"),
]


@pytest.mark.parametrize(("state", "row", "verdict", "problem"), WORDS)
def test_what_the_bank_says_rules_the_order(
    state: LineState, row: str, verdict: Verdict, problem: str | None
) -> None:
    reference = "B1" if state is LineState.POSTED else None
    line = a_line(state=state, bank_reference=reference)
    assert verdicts(line, row) == [(verdict, problem)]


def test_an_order_of_another_batch_is_a_problem() -> None:
    assert verdicts(a_line("other"), receipt_row()) == [(Verdict.PROBLEM, "order_not_in_batch")]


def test_one_file_that_says_it_twice_posts_once() -> None:
    assert [v for v, _ in verdicts(a_line(), receipt_row(), receipt_row())] == [
        Verdict.POST,
        Verdict.UNCHANGED,
    ]


def test_one_file_that_contradicts_itself_is_a_problem() -> None:
    said = verdicts(a_line(), receipt_row(), receipt_row(outcome="失败"))
    assert said[1] == (Verdict.PROBLEM, "contradicts_same_file")


@pytest.mark.parametrize(
    "text",
    [
        "",
        HEADINGS,
        "a,b\r\n1,2\r\n",
        HEADINGS + receipt_row(outcome="也许"),
        HEADINGS + receipt_row(amount="12.345"),
        HEADINGS + receipt_row(amount="-5"),
        HEADINGS + receipt_row(on="昨天"),
        HEADINGS + receipt_row(ref=""),
    ],
)
def test_a_receipt_that_cannot_be_read_is_refused_whole(text: str) -> None:
    with pytest.raises(ReceiptNotUnderstood):
        read_receipt(text)


def test_stated_control_totals_must_agree() -> None:
    lines = read_receipt(HEADINGS + receipt_row())
    require_stated_totals(lines, stated_count=1, stated_paid_fen=150_000)
    with pytest.raises(ReceiptTotalsDiffer):
        require_stated_totals(lines, stated_count=2, stated_paid_fen=150_000)


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    with contextlib.suppress(ReceiptNotUnderstood):
        read_receipt(text)


def test_account_numbers_are_digits_and_never_echoed() -> None:
    assert account_number("6200 0000 0000 0001") == "6200000000000001"
    for wrong in ("1234", "62000000O0000001", "٦٢٠٠٠٠٠٠٠٠"):
        with pytest.raises(AccountNumberMalformed) as refusal:
            account_number(wrong)
        assert wrong not in str(refusal.value)

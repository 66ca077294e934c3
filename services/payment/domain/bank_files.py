"""Domain: the file that goes to the treasury's bank, with its control totals."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import StringIO

from shared.kernel.money import yuan

PURPOSE_ZH = "法律援助补贴"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class FileShape(StrEnum):
    TREASURY = "treasury"  # GB18030, Chinese headings, totals in the last row
    PLAIN = "plain"  # UTF-8, headings as in the API


_HEADINGS = {
    FileShape.TREASURY: ("序号", "支付令号", "收款人", "账号", "开户行", "金额(元)", "用途"),
    FileShape.PLAIN: ("line", "order_no", "payee", "account", "bank", "amount_yuan", "purpose"),
}
_TOTALS = {FileShape.TREASURY: "合计", FileShape.PLAIN: "total"}
_ENCODING = {FileShape.TREASURY: "gb18030", FileShape.PLAIN: "utf-8"}


@dataclass(frozen=True)
class PaymentOrder:
    """One line of the file with the payee in clear: it lives only while the file is made."""

    order_no: str
    holder: str
    account: str
    bank: str
    amount_fen: int


def render(orders: Sequence[PaymentOrder], shape: FileShape) -> bytes:
    """The whole file; the same orders always give the same bytes.

    The last row repeats the count and the sum, so that a cut or changed file shows itself.
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_HEADINGS[shape])
    for number, order in enumerate(orders, start=1):
        payee = (_plain(order.holder), order.account, _plain(order.bank))
        writer.writerow((number, order.order_no, *payee, yuan(order.amount_fen), PURPOSE_ZH))
    total = yuan(sum(order.amount_fen for order in orders))
    writer.writerow((_TOTALS[shape], len(orders), "", "", "", total, ""))
    return out.getvalue().encode(_ENCODING[shape])


def _plain(text: str) -> str:
    """A cell that a spreadsheet cannot take for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text

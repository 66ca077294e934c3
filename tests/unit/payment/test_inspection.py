"""The inspection finds each kind of broken book: every guard is shown to fail (P-03, N4)."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from services.payment.domain.accounts import Balance
from services.payment.domain.inspection import inspect
from services.payment.domain.ledger import (
    Transfer,
    TransferKind,
    TransferOutOfPlace,
    appropriate,
    follow,
    reserve,
    reverse,
)
from tests.support.payment import AGENCY, APPROVER, CASHIER, PREPARER, a_commitment, an_id, by
from tests.support.payment_books import Books

GIVEN = appropriate(
    key=an_id("a"),
    org_id=AGENCY,
    budget_id=an_id("budget"),
    amount_fen=500_000,
    by=by(PREPARER, APPROVER),
)
RESERVED = reserve(a_commitment(), funded=True, by=by("system"))
ACCRUED = follow(RESERVED, TransferKind.ACCRUE, by=by("system"))
COLLECTED = follow(ACCRUED, TransferKind.COLLECT, by=by(PREPARER))
POSTED = follow(COLLECTED, TransferKind.POST, by=by(PREPARER, APPROVER), batch_id=an_id("batch"))
WHOLE = (GIVEN, RESERVED, ACCRUED, COLLECTED, POSTED)


def found_in(*transfers: Transfer) -> set[str]:
    balances: dict[str, Balance] = {}
    for row in transfers:
        balances[row.debit_account] = balances.get(row.debit_account, Balance()).debit(
            row.amount_fen
        )
        credited = balances.get(row.credit_account, Balance())
        balances[row.credit_account] = credited.credit(row.amount_fen)
    return {fault.code for fault in inspect(transfers, balances)}


def test_a_unit_that_walks_its_whole_chain_has_no_fault() -> None:
    assert found_in(*WHOLE) == set()


def test_a_stored_balance_that_differs_from_its_transfers_is_found() -> None:
    books = Books()
    for row in WHOLE:
        books.enter(row)
    key = POSTED.debit_account
    books.balances[key] = books.balances[key].debit(1)
    assert [fault.code for fault in books.faults()] == ["balance_differs_from_transfers"]


BROKEN: list[tuple[str, Callable[[], tuple[Transfer, ...]]]] = [
    ("unit_reserved_twice", lambda: (GIVEN, RESERVED, replace(RESERVED, id=an_id("again")))),
    ("step_resolves_nothing_open", lambda: (*WHOLE, replace(POSTED, id=an_id("again")))),
    ("step_does_not_continue", lambda: (GIVEN, RESERVED, replace(ACCRUED, amount_fen=1))),
    ("account_out_of_bounds", lambda: (RESERVED,)),
    ("posted_without_second_person", lambda: (*WHOLE[:-1], replace(POSTED, approved_by=PREPARER))),
    ("transfer_malformed", lambda: (replace(GIVEN, amount_fen=0),)),
    (
        "corrected_twice",
        lambda: (
            GIVEN,
            reverse(GIVEN, reason_code="wrong_amount", by=by(CASHIER, APPROVER)),
            replace(reverse(GIVEN, reason_code="x", by=by()), id=an_id("again")),
        ),
    ),
]


@pytest.mark.parametrize(("code", "rows"), BROKEN)
def test_each_broken_book_is_found(code: str, rows: Callable[[], tuple[Transfer, ...]]) -> None:
    assert code in found_in(*rows())


def test_an_appropriation_is_corrected_by_the_opposite_entry() -> None:
    correction = reverse(GIVEN, reason_code="wrong_amount", by=by(CASHIER, APPROVER))
    assert correction.debit_account == GIVEN.credit_account
    assert found_in(GIVEN, correction) == set()


def test_a_units_money_cannot_be_corrected_from_outside_its_chain() -> None:
    with pytest.raises(TransferOutOfPlace):
        reverse(POSTED, reason_code="wrong_amount", by=by())


def test_money_is_taken_only_from_where_it_stands() -> None:
    with pytest.raises(TransferOutOfPlace) as refusal:
        follow(RESERVED, TransferKind.POST, by=by())
    assert refusal.value.facts == {"kind": "post", "stands_in": "reserved"}


def test_the_same_act_always_has_the_same_id() -> None:
    assert reserve(a_commitment(), funded=False, by=by("other")).id == RESERVED.id
    assert reserve(a_commitment(generation=1), funded=True, by=by()).id != RESERVED.id


def test_the_digest_covers_every_field() -> None:
    assert replace(RESERVED, reason_code="x").digest != RESERVED.digest

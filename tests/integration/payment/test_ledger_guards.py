"""The database itself refuses broken books, on both dialects, whoever writes the SQL (P-03)."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError

from services.payment.domain.ledger import TransferKind
from services.payment.store.batch_tables import batch_line
from services.payment.store.ledger_tables import account, transfer
from shared.db.transaction import Scope
from shared.kernel.actor import system
from tests.support.payment import an_id
from tests.support.payment_house import AGENCY, PaymentHouse
from tests.support.payment_story import (
    account_verified,
    bank_line,
    batch_released,
    claim_approved,
    claim_of_case,
    money_given,
    rate_in_force,
    receipt,
    tell_assigned,
    tell_passed,
)

pytestmark = pytest.mark.row("P-03")


async def write(house: PaymentHouse, statement: Any) -> None:
    """Write past every rule of the code, with the rights of the run-time role."""
    async with house.running.transactions.begin(
        actor=system("payment"), scope=Scope(everything=True)
    ) as tx:
        await tx.execute(statement)


async def owed(house: PaymentHouse) -> dict[str, Any]:
    """A unit whose money is payable; returns its last transfer."""
    await rate_in_force(house)
    await money_given(house)
    await tell_assigned(house)
    await tell_passed(house)
    rows = await house.rows(select(transfer).order_by(transfer.c.seq.desc()).limit(1))
    return dict(rows[0]._mapping)


def next_row(last: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A collecting transfer that continues ``last`` properly, but for ``changes``."""
    budget = last["budget_id"]
    return {
        **last,
        "id": uuid4(),
        "seq": last["seq"] + 1,
        "kind": "collect",
        "credit_account": last["debit_account"],
        "debit_account": f"{budget}/payable" if changes.get("loop") else f"{budget}/reserved",
        "resolves_id": last["id"],
        "approved_by": None,
        **{name: value for name, value in changes.items() if name != "loop"},
    }


BROKEN: list[tuple[str, dict[str, Any]]] = [
    ("amount of nothing", {"amount_fen": 0}),
    ("amount below nothing", {"amount_fen": -1}),
    ("more than was owed", {"amount_fen": 150_001}),
    ("part of what was owed", {"amount_fen": 1}),
    ("out of order", {"seq": 99}),
    ("the same place again", {"seq": 1}),
    ("another unit", {"unit_key": "case/x/y"}),
    ("another claim", {"claim_id": an_id("somebody")}),
    ("nothing resolved", {"resolves_id": None}),
    ("the same person twice", {"approved_by": "system/payment"}),
    ("posted without approver", {"kind": "post", "batch_id": an_id("batch")}),
    ("one account on both sides", {"loop": True}),
    ("an account that is not there", {"debit_account": f"{uuid4()}/in_batch"}),
]


BY_HAND: list[Any] = [
    update(transfer).values(amount_fen=1),
    transfer.delete(),
    update(account).values(debits_fen=account.c.debits_fen + 1),
    update(account).values(debits_fen=account.c.debits_fen, last_seq=1),
    update(account).values(kind="paid"),
    account.delete(),
    insert(account).values(
        key="x/paid",
        org_id=AGENCY,
        budget_id=an_id("budget"),
        kind="paid",
        debits_fen=5,
        credits_fen=0,
        last_seq=0,
    ),
]


async def test_every_kind_of_broken_transfer_is_refused(house: PaymentHouse) -> None:
    last = await owed(house)
    before = await house.balances()
    for broken, changes in BROKEN:
        with pytest.raises(DBAPIError):
            await write(house, insert(transfer).values(**next_row(last, **changes)))
        assert await house.balances() == before, broken


async def test_a_proper_continuation_moves_both_balances_by_itself(house: PaymentHouse) -> None:
    last = await owed(house)
    await write(house, insert(transfer).values(**next_row(last)))
    assert (await house.balances())["reserved"] == 150_000


async def test_rows_and_balances_cannot_be_changed_by_hand(house: PaymentHouse) -> None:
    await owed(house)
    before = await house.balances()
    for statement in BY_HAND:
        with pytest.raises(DBAPIError):
            await write(house, statement)
        assert await house.balances() == before, str(statement)


@pytest.mark.row("P-04")
async def test_a_second_reservation_of_a_unit_is_refused_under_any_generation(
    house: PaymentHouse,
) -> None:
    last = await owed(house)
    budget = last["budget_id"]
    for generation in (0, 1, 7):
        second = next_row(
            last,
            kind="reserve",
            resolves_id=None,
            generation=generation,
            claim_id=uuid4(),
            debit_account=f"{budget}/reserved",
            credit_account=f"{budget}/budget",
        )
        with pytest.raises(DBAPIError):
            await write(house, insert(transfer).values(**second))


@pytest.mark.row("N4")
async def test_a_fault_stops_paying_until_it_is_gone(house: PaymentHouse) -> None:
    await rate_in_force(house)
    await money_given(house)
    await account_verified(house)
    await claim_approved(house)
    batch = await batch_released(house)
    body = receipt(bank_line(batch["lines"][0]["order_no"]), paid_fen=150_000)
    await house.post("cashier", f"/batches/{batch['id']}/receipts", body, status=201)
    await write(house, update(batch_line).values(state="waiting"))
    await house.verify()
    problem = await house.post("preparer", "/batches", status=409)
    assert problem["code"] == "ledger_stopped"
    assert "posted_differs_from_bank" in problem["detail"]
    (report,) = await house.post("auditor", "/audit/verification")
    assert (report["whole"], report["faults"][0]["code"]) == (False, "posted_differs_from_bank")

    await write(house, update(batch_line).values(state="posted"))
    await house.verify()
    problem = await house.post("preparer", "/batches", status=409)
    assert problem["code"] == "batch_empty"


async def test_an_altered_row_is_found_by_its_digest(house: PaymentHouse) -> None:
    last = await owed(house)
    altered = next_row(last, reason_code="slipped in past the code")
    await write(house, insert(transfer).values(**altered))
    assert (await house.balances())["reserved"] == 150_000
    report = await house.post("preparer", "/ledger/verification")
    assert "transfer_altered" in {fault["code"] for fault in report["faults"]}


async def test_every_transfer_is_on_the_audit_chain(house: PaymentHouse) -> None:
    await owed(house)
    rows = await house.rows(select(transfer))
    acts = await house.rows(
        text("SELECT count(*) FROM audit_entry WHERE stream = 'ledger/LA-150203'")
    )
    assert acts[0][0] == len(rows) == 3


async def test_two_approvals_at_once_have_one_winner(house: PaymentHouse) -> None:
    await rate_in_force(house)
    await money_given(house)
    await tell_assigned(house)
    await tell_passed(house)
    claim = await claim_of_case(house)
    path = f"/claims/{claim['id']}/approval"
    answers = await asyncio.gather(
        *(house.ask("POST", "reviewer", path, version=claim["version"]) for _ in range(4))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]
    assert len(await house.said("payment.claim.approved.v1")) == 1


async def test_two_batches_at_once_take_a_claim_once(house: PaymentHouse) -> None:
    await rate_in_force(house)
    await money_given(house)
    await account_verified(house)
    await claim_approved(house)
    answers = await asyncio.gather(*(house.ask("POST", "preparer", "/batches") for _ in range(3)))
    codes = sorted(answer.status_code for answer in answers)
    assert codes[0] == 201
    assert all(code in (409, 412) for code in codes[1:])
    assert (await house.balances())["in_batch"] == 150_000


async def test_two_receipts_at_once_post_once(house: PaymentHouse) -> None:
    await rate_in_force(house)
    await money_given(house)
    await account_verified(house)
    await claim_approved(house)
    batch = await batch_released(house)
    order = batch["lines"][0]["order_no"]
    path = f"/batches/{batch['id']}/receipts"
    bodies = [
        receipt(bank_line(order), paid_fen=150_000),
        receipt(bank_line(order) + "again", paid_fen=150_000),
    ]
    await asyncio.gather(*(house.ask("POST", "cashier", path, body) for body in bodies))
    assert (await house.balances())["paid"] == 150_000
    assert len(await house.said("payment.subsidy.paid.v1")) == 1
    posts = await house.rows(select(transfer).where(transfer.c.kind == str(TransferKind.POST)))
    assert len(posts) == 1

"""Batches through HTTP: the people differ by data, the bank's word rules each line (P-06, P-12)."""

from datetime import date

import pytest
from sqlalchemy import insert

from services.payment.store.tables import people_rule
from shared.db.transaction import Scope
from shared.kernel.actor import system
from tests.support.payment import an_id
from tests.support.payment_house import PaymentHouse
from tests.support.payment_story import (
    account_verified,
    bank_line,
    batch_released,
    claim_approved,
    claim_of_case,
    money_given,
    rate_in_force,
    receipt,
    tell_passed,
    tell_registered,
)


async def ready(house: PaymentHouse, *cases: str) -> None:
    await rate_in_force(house)
    await money_given(house)
    await account_verified(house)
    for case in cases or ("1",):
        await claim_approved(house, case)


@pytest.mark.row("P-06")
@pytest.mark.parametrize("act", ["review", "approval", "release"])
async def test_the_maker_cannot_act_again_through_a_second_account(
    house: PaymentHouse, act: str
) -> None:
    await ready(house)
    batch = await house.post("preparer", "/batches", status=201)
    before = {"review": (), "approval": ("reviewer",), "release": ("reviewer", "approver")}[act]
    for person in before:
        step = "review" if person == "reviewer" else "approval"
        path = f"/batches/{batch['id']}/{step}"
        batch = await house.post(person, path, version=batch["version"])
    path = f"/batches/{batch['id']}/{act}"
    problem = await house.post("second-account", path, version=batch["version"], status=403)
    assert problem["code"] == "same_person_acts_twice"


async def test_one_person_with_every_role_pays_nobody(house: PaymentHouse) -> None:
    await ready(house)
    batch = await house.post("everything", "/batches", status=201)
    path = f"/batches/{batch['id']}/review"
    problem = await house.post("everything", path, version=batch["version"], status=403)
    assert problem["code"] == "same_person_acts_twice"


async def test_a_dated_row_with_a_document_lets_a_small_agency_use_fewer_people(
    house: PaymentHouse,
) -> None:
    row = {
        "id": "people-demo",
        "org_id": "LA-150203",
        "people_min": 2,
        "document_no": "DEMO-2026-P1",
        "valid_from": date(2026, 1, 1),
    }
    async with house.running.transactions.begin(
        actor=system("payment"), scope=Scope(everything=True)
    ) as tx:
        await tx.execute(insert(people_rule).values(row))
    await ready(house)
    batch = await house.post("preparer", "/batches", status=201)
    assert (batch["people_min"], batch["people_rule"]) == (2, "people-demo")
    for act in ("review", "approval", "release"):
        path = f"/batches/{batch['id']}/{act}"
        batch = await house.post("checker", path, version=batch["version"])
    assert batch["state"] == "released"


async def test_the_approver_of_a_claim_does_not_prepare_its_batch(house: PaymentHouse) -> None:
    await rate_in_force(house)
    await money_given(house)
    await account_verified(house)
    await claim_approved(house)
    claim = await claim_of_case(house)
    assert claim["state"] == "approved"
    problem = await house.post("both", "/batches", status=403)
    assert problem["code"] == "same_person_acts_twice"


@pytest.mark.row("P-12")
async def test_a_missing_or_unverified_account_blocks_only_its_own_line(
    house: PaymentHouse,
) -> None:
    await ready(house, "1")
    await claim_approved_for(house, "2", "lawyer-qian")
    batch = await house.post("preparer", "/batches", status=201)
    other = (await claim_of_case(house, "2"))["id"]
    assert batch["claim_count"] == 1
    assert batch["left_out"] == [{"claim_id": other, "reason_code": "payee_missing"}]

    body = {"holder": "钱示例", "bank": "示例银行", "account_number": "6200000000000002"}
    await tell_registered(house, "lawyer-qian")
    await house.post("lawyer-qian", "/payees", body, status=201)
    problem = await house.post("preparer", "/batches", status=409)
    assert problem["code"] == "batch_empty"


async def claim_approved_for(house: PaymentHouse, case: str, lawyer: str) -> None:
    await tell_passed(house, case, provider_id=an_id(lawyer), provider_subject=lawyer)
    claim = await claim_of_case(house, case)
    path = f"/claims/{claim['id']}/approval"
    await house.post("reviewer", path, version=claim["version"])


async def test_the_bank_file_holds_the_account_and_the_totals(house: PaymentHouse) -> None:
    await ready(house)
    batch = await batch_released(house)
    path = f"/batches/{batch['id']}/bank-file?shape=treasury"
    file = await house.ask("GET", "cashier", path)
    rows = file.content.decode("gb18030").split("\r\n")
    order = batch["lines"][0]["order_no"]
    assert rows[1] == f"1,{order},赵示例,6200000000000001,示例银行,1500.00,法律援助补贴"
    assert rows[2] == "合计,1,,,,1500.00,"
    plain = await house.ask("GET", "cashier", path.replace("treasury", "plain"))
    assert plain.content.decode().startswith("line,order_no,payee,account,bank,amount_yuan")
    assert (await house.ask("GET", "preparer", path)).status_code == 403


async def test_no_answer_shows_an_account_in_clear(house: PaymentHouse) -> None:
    await ready(house)
    listed = await house.ask("GET", "reviewer", "/payees")
    assert "6200000000000001" not in listed.text
    (shown,) = listed.json()["items"]
    assert shown["account_number"].endswith("0001")
    assert (await house.get("reviewer", f"/payees/{shown['id']}"))["holder"] == "赵**"


async def test_an_unreleased_batch_has_no_bank_file(house: PaymentHouse) -> None:
    await ready(house)
    batch = await house.post("preparer", "/batches", status=201)
    path = f"/batches/{batch['id']}/bank-file?shape=plain"
    assert (await house.ask("GET", "cashier", path)).status_code == 409


async def test_a_failed_line_is_issued_anew_under_the_same_order(house: PaymentHouse) -> None:
    await ready(house)
    first = await batch_released(house)
    order = first["lines"][0]["order_no"]
    receipts = f"/batches/{first['id']}/receipts"
    failed = receipt(f"{order},1500.00,失败,B1,,账号有误", paid_fen=0)
    taken = await house.post("cashier", receipts, failed, status=201)
    assert (taken["lines"][0]["verdict"], taken["batch_state"]) == ("fail", "settled")
    assert (await house.balances())["payable"] == 150_000

    second = await batch_released(house)
    line = second["lines"][0]
    assert (line["order_no"], line["attempt"]) == (order, 2)
    late = receipt(bank_line(order, reference="B1"), paid_fen=150_000)
    taken = await house.post("cashier", receipts, late, status=201)
    assert taken["lines"][0]["problem_code"] == "contradicts_earlier_receipt"
    paid = receipt(bank_line(order, reference="B2"), paid_fen=150_000)
    await house.post("cashier", f"/batches/{second['id']}/receipts", paid, status=201)
    assert (await house.balances())["paid"] == 150_000
    assert len(await house.said("payment.subsidy.paid.v1")) == 1


async def test_an_unknown_outcome_is_queried_and_never_sent_again(house: PaymentHouse) -> None:
    await ready(house)
    batch = await batch_released(house)
    order = batch["lines"][0]["order_no"]
    body = receipt(bank_line(order, "处理中"), paid_fen=0)
    taken = await house.post("cashier", f"/batches/{batch['id']}/receipts", body, status=201)
    assert (taken["lines"][0]["verdict"], taken["batch_state"]) == ("query", "released")
    assert (await house.get("preparer", f"/batches/{batch['id']}"))["lines"][0][
        "state"
    ] == "queried"
    problem = await house.post("preparer", "/batches", status=409)
    assert problem["code"] == "batch_empty"


async def test_the_same_receipt_twice_changes_nothing(house: PaymentHouse) -> None:
    await ready(house)
    batch = await batch_released(house)
    body = receipt(bank_line(batch["lines"][0]["order_no"]), paid_fen=150_000)
    path = f"/batches/{batch['id']}/receipts"
    await house.post("cashier", path, body, status=201)
    before = await house.balances()
    again = await house.post("cashier", path, body, status=201)
    assert again["repeated"] is True
    assert await house.balances() == before
    assert len(await house.said("payment.subsidy.paid.v1")) == 1


async def test_wrong_totals_take_nothing_from_the_file(house: PaymentHouse) -> None:
    await ready(house)
    batch = await batch_released(house)
    body = receipt(bank_line(batch["lines"][0]["order_no"]), paid_fen=150_001)
    path = f"/batches/{batch['id']}/receipts"
    problem = await house.post("cashier", path, body, status=409)
    assert problem["code"] == "receipt_totals_differ"
    assert (await house.balances())["in_batch"] == 150_000


async def test_orders_ledger_and_bank_agree_three_ways(house: PaymentHouse) -> None:
    await ready(house, "1", "2")
    batch = await batch_released(house)
    first, second = (line["order_no"] for line in batch["lines"])
    body = receipt(
        bank_line(first), bank_line(second, yuan="1499.00", reference="B2"), paid_fen=299_900
    )
    await house.post("cashier", f"/batches/{batch['id']}/receipts", body, status=201)
    found = await house.get("preparer", f"/batches/{batch['id']}/reconciliation")
    assert (found["posted_fen"], found["ledger_posted_fen"], found["bank_posted_fen"]) == (
        150_000,
        150_000,
        150_000,
    )
    assert (found["waiting_fen"], found["open_problems"], found["agrees"]) == (150_000, 1, True)


async def test_a_returned_batch_frees_its_claims_for_another(house: PaymentHouse) -> None:
    await ready(house)
    batch = await house.post("preparer", "/batches", status=201)
    path = f"/batches/{batch['id']}/return"
    await house.post("reviewer", path, version=batch["version"])
    assert (await house.balances())["payable"] == 150_000
    again = await batch_released(house)
    assert (again["claim_count"], again["lines"][0]["attempt"]) == (1, 2)


async def test_a_stale_version_and_a_missing_one_are_refused(house: PaymentHouse) -> None:
    await ready(house)
    batch = await house.post("preparer", "/batches", status=201)
    path = f"/batches/{batch['id']}/review"
    assert (await house.ask("POST", "reviewer", path)).status_code == 428
    assert (await house.ask("POST", "reviewer", path, version=9)).status_code == 412

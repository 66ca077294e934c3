"""Budgets through HTTP: a shortfall is recorded and said, and bars nothing but release (P-02)."""

import pytest

from tests.support.payment_house import PaymentHouse
from tests.support.payment_story import (
    MONEY,
    account_verified,
    claim_approved,
    claim_of_case,
    money_given,
    rate_in_force,
    tell_assigned,
    tell_passed,
)

pytestmark = pytest.mark.row("P-02")


async def test_a_shortfall_blocks_only_the_release(house: PaymentHouse) -> None:
    await rate_in_force(house)
    await money_given(house, amount_fen=100_000)
    await account_verified(house)
    await claim_approved(house)
    (exceeded,) = await house.said("payment.budget.exceeded.v1")
    assert (exceeded["short_fen"], exceeded["use_line"]) == (50_000, "case")
    assert (await house.balances())["unfunded"] == -150_000

    batch = await house.post("preparer", "/batches", status=201)
    for person, act in (("reviewer", "review"), ("approver", "approval")):
        path = f"/batches/{batch['id']}/{act}"
        batch = await house.post(person, path, version=batch["version"])
    release = f"/batches/{batch['id']}/release"
    problem = await house.post("cashier", release, version=batch["version"], status=409)
    assert problem["code"] == "batch_not_funded"

    await money_given(house, amount_fen=50_000, document_no="DEMO-2026-B2")
    released = await house.post("cashier", release, version=batch["version"])
    assert released["state"] == "released"
    assert await house.balances() == {"appropriation": -150_000, "in_batch": 150_000}


async def test_without_any_budget_the_commitment_is_unfunded_and_visible(
    house: PaymentHouse,
) -> None:
    await rate_in_force(house)
    await claim_approved(house)
    claim = await claim_of_case(house)
    assert (claim["state"], claim["funded"]) == ("approved", False)
    (line,) = await house.get("preparer", "/budgets?fiscal_year=2026")
    assert (line["fund_source"], line["unfunded_fen"], line["payable_fen"]) == (
        "county",
        150_000,
        150_000,
    )


async def test_another_fund_source_carries_what_the_first_cannot(house: PaymentHouse) -> None:
    await rate_in_force(house)
    await money_given(house, amount_fen=100_000)
    await money_given(house, fund_source="transfer_payment", document_no="DEMO-2026-T1")
    await claim_approved(house)
    (reserved,) = await house.said("payment.budget.reserved.v1")
    assert reserved["fund_source"] == "transfer_payment"
    assert await house.said("payment.budget.exceeded.v1") == []


async def test_lottery_money_is_never_chosen_by_itself(house: PaymentHouse) -> None:
    await rate_in_force(house)
    await money_given(house, fund_source="lottery_fund")
    await claim_approved(house)
    assert (await house.said("payment.budget.reserved.v1"))[0]["fund_source"] == "county"


async def test_money_needs_two_people(house: PaymentHouse) -> None:
    given = await house.post("preparer", "/appropriations", MONEY, status=201)
    path = f"/appropriations/{given['id']}/approval"
    problem = await house.post("second-account", path, version=1, status=403)
    assert problem["code"] == "same_person_acts_twice"
    assert await house.balances() == {}


async def test_a_wrong_appropriation_is_corrected_by_its_opposite(house: PaymentHouse) -> None:
    given = await money_given(house)
    path = f"/appropriations/{given['id']}/reversal"
    body = {"reason_code": "wrong_amount"}
    await house.post("approver", path, body, version=given["version"])
    assert await house.balances() == {}
    journal = (await house.get("preparer", "/ledger/transfers"))["items"]
    assert [row["kind"] for row in journal] == ["appropriate", "reverse"]
    assert journal[1]["correction_of"] == journal[0]["id"]


async def test_money_that_is_committed_cannot_be_taken_back(house: PaymentHouse) -> None:
    await rate_in_force(house)
    given = await money_given(house)
    await claim_approved(house)
    path = f"/appropriations/{given['id']}/reversal"
    body = {"reason_code": "wrong_amount"}
    problem = await house.post("approver", path, body, version=given["version"], status=409)
    assert problem["code"] == "budget_already_used"


async def test_a_voided_unit_gives_its_money_and_its_key_back(house: PaymentHouse) -> None:
    await rate_in_force(house)
    await money_given(house)
    await tell_assigned(house)
    await tell_passed(house)
    claim = await claim_of_case(house)
    path = f"/claims/{claim['id']}/void"
    body = {"reason_code": "assigned_in_error"}
    await house.post("approver", path, body, version=claim["version"])
    assert await house.balances() == {"appropriation": -1_000_000, "budget": 1_000_000}
    await tell_passed(house)
    assert (await house.balances())["payable"] == 150_000
    assert (await house.post("preparer", "/ledger/verification"))["whole"] is True


async def test_an_approved_claim_is_never_voided(house: PaymentHouse) -> None:
    await rate_in_force(house)
    claim = await claim_approved(house)
    path = f"/claims/{claim['id']}/void"
    body = {"reason_code": "assigned_in_error"}
    await house.post("approver", path, body, version=claim["version"], status=409)

"""Payment's thread through HTTP on both databases: from the assignment to the posted subsidy."""

import pytest

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
    tell_assigned,
    tell_attended,
    tell_passed,
)


@pytest.mark.row("P-03")
@pytest.mark.row("P-06")
async def test_a_case_is_reserved_owed_sent_and_posted(house: PaymentHouse) -> None:
    await rate_in_force(house)
    await money_given(house)
    await account_verified(house)

    await tell_assigned(house)
    assert await house.balances() == {
        "appropriation": -1_000_000,
        "budget": 850_000,
        "reserved": 150_000,
    }
    await tell_passed(house)
    claim = await claim_of_case(house)
    assert (claim["state"], claim["price"]["amount_fen"]) == ("priced", 150_000)
    assert (await house.balances())["payable"] == 150_000

    path = f"/claims/{claim['id']}/approval"
    await house.post("reviewer", path, version=claim["version"])
    batch = await batch_released(house)
    assert (batch["claim_count"], batch["total_fen"]) == (1, 150_000)
    assert (await house.balances())["in_batch"] == 150_000

    order = batch["lines"][0]["order_no"]
    body = receipt(bank_line(order), paid_fen=150_000)
    taken = await house.post("cashier", f"/batches/{batch['id']}/receipts", body, status=201)
    assert (taken["batch_state"], taken["lines"][0]["verdict"]) == ("settled", "post")
    assert await house.balances() == {
        "appropriation": -1_000_000,
        "budget": 850_000,
        "paid": 150_000,
    }
    paid = (await house.said("payment.subsidy.paid.v1"))[0]
    assert (paid["amount_fen"], paid["paid_on"]) == (150_000, "2026-03-16")
    assert paid["matter_id"] == str(an_id("matter 1"))
    trial = await house.get("preparer", "/ledger/trial-balance")
    assert trial["balanced"] is True
    report = await house.post("preparer", "/ledger/verification")
    assert (report["whole"], report["posted_fen"], report["bank_fen"]) == (True, 150_000, 150_000)


async def test_the_facts_of_the_thread_are_said_in_order(house: PaymentHouse) -> None:
    await rate_in_force(house)
    await money_given(house)
    await account_verified(house)
    await claim_approved(house)
    await batch_released(house)
    reserved = (await house.said("payment.budget.reserved.v1"))[0]
    assert (reserved["fund_source"], reserved["use_line"]) == ("county", "case")
    for name in ("opened", "priced", "approved"):
        (fact,) = await house.said(f"payment.claim.{name}.v1")
        assert fact["claim_kind"] == "case"
    (released,) = await house.said("payment.batch.released.v1")
    assert (released["claim_count"], released["total_fen"]) == (1, 150_000)


@pytest.mark.row("P-04")
async def test_the_price_cites_row_clause_and_arithmetic(house: PaymentHouse) -> None:
    row = await rate_in_force(house)
    await claim_approved(house)
    claim = await claim_of_case(house)
    line = claim["price"]["lines"][0]
    assert (line["rate_row_id"], line["digest"]) == (row["id"], row["digest"])
    assert (line["arithmetic"], line["clause"]) == ("1 x 1500.00", "法律援助法 52(1)")
    assert claim["price"]["rate_on"] == "2026-03-10"
    assert claim["price"]["assigned_figure_fen"] == 150_000
    assert claim["price"]["withheld_tax_fen"] == 0


async def test_the_lawyer_reads_what_why_and_when(house: PaymentHouse) -> None:
    await rate_in_force(house)
    await claim_approved(house)
    statement = await house.get("lawyer-zhao", "/statements/me")
    (mine,) = statement["items"]
    assert mine["price"]["lines"][0]["clause"] == "法律援助法 52(1)"
    assert (await house.get("lawyer-zhao", f"/claims/{mine['id']}"))["id"] == mine["id"]
    assert (await house.get("lawyer-qian", "/statements/me"))["items"] == []
    await house.get("lawyer-qian", f"/claims/{mine['id']}", status=404)


async def test_a_duty_day_is_one_unit_owed_at_confirmation(house: PaymentHouse) -> None:
    await rate_in_force(house, kind="duty", amount_fen=30_000)
    await money_given(house, use_line="duty")
    await tell_attended(house)
    await tell_attended(house, attendance_id=an_id("second site"), site_org_id="DC-DEMO-B")
    await tell_attended(house, "2026-03-13")
    claims = (await house.get("preparer", "/claims"))["items"]
    assert [claim["price"]["amount_fen"] for claim in claims] == [30_000, 30_000]
    assert (await house.balances())["payable"] == 60_000


async def test_a_public_post_is_owed_nothing(house: PaymentHouse) -> None:
    await rate_in_force(house)
    await money_given(house)
    await tell_assigned(house, public_post=True)
    await tell_passed(house, public_post=True)
    claim = await claim_of_case(house)
    assert claim["state"] == "nothing_due"
    assert claim["price"]["lines"][0]["clause"] == "司发通〔2019〕27号"
    assert await house.balances() == {"appropriation": -1_000_000, "budget": 1_000_000}


async def test_the_clock_runs_from_the_passed_file_to_the_posted_subsidy(
    house: PaymentHouse,
) -> None:
    await rate_in_force(house)
    await money_given(house)
    await account_verified(house)
    await claim_approved(house)
    board = await house.get("preparer", "/deadlines")
    (clock,) = board["items"]
    assert (clock["code"], clock["article"]) == ("T23", "法律援助法 52(1)")
    batch = await batch_released(house)
    body = receipt(bank_line(batch["lines"][0]["order_no"]), paid_fen=150_000)
    await house.post("cashier", f"/batches/{batch['id']}/receipts", body, status=201)
    board = await house.get("preparer", "/deadlines?state=met")
    assert [clock["code"] for clock in board["items"]] == ["T23"]

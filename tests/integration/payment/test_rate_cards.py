"""Rate cards through HTTP: the range, the two people, the database's word on overlaps (P-01)."""

import pytest

from tests.support.payment_house import PaymentHouse
from tests.support.payment_story import (
    RATE,
    claim_of_case,
    money_given,
    rate_in_force,
    tell_assigned,
    tell_passed,
)

pytestmark = pytest.mark.row("P-01")

OUTSIDE = [
    ("criminal", 79_999),
    ("criminal", 160_001),
    ("civil", 99_999),
    ("civil", 180_001),
    ("administrative", 180_001),
    ("duty", 19_999),
    ("duty", 50_001),
]


async def test_an_amount_outside_the_range_is_refused_with_the_clause(
    house: PaymentHouse,
) -> None:
    for kind, amount in OUTSIDE:
        body = {**RATE, "kind": kind, "amount_fen": amount}
        problem = await house.post("preparer", "/rate-rows", body, status=409)
        assert problem["code"] == "rate_outside_range"
        assert "包府发〔2024〕3号 二(三)" in problem["detail"]
    assert (await house.get("preparer", "/rate-rows"))["items"] == []


async def test_the_ranges_are_public(house: PaymentHouse) -> None:
    response = await house.client.get("/payment/v1/subsidy-ranges")
    found = {row["kind"]: (row["min_fen"], row["max_fen"]) for row in response.json()}
    assert found == {
        "criminal": (80_000, 160_000),
        "civil": (100_000, 180_000),
        "administrative": (100_000, 180_000),
        "duty": (20_000, 50_000),
    }


async def test_an_unknown_kind_of_work_is_not_understood(house: PaymentHouse) -> None:
    problem = await house.post("preparer", "/rate-rows", {**RATE, "kind": "feast"}, status=422)
    assert problem["code"] == "code_unknown"


async def test_the_proposer_cannot_approve_through_any_account(house: PaymentHouse) -> None:
    row = await house.post("preparer", "/rate-rows", RATE, status=201)
    path = f"/rate-rows/{row['id']}/approval"
    for person, code in (
        ("second-account", "same_person_acts_twice"),
        ("preparer", "role_not_allowed"),
    ):
        problem = await house.post(person, path, version=1, status=403)
        assert problem["code"] == code
    assert (await house.get("preparer", f"/rate-rows/{row['id']}"))["state"] == "proposed"


async def test_overlapping_rows_are_refused_by_the_database(house: PaymentHouse) -> None:
    await rate_in_force(house)
    second = await house.post(
        "preparer", "/rate-rows", {**RATE, "valid_from": "2026-06-01"}, status=201
    )
    path = f"/rate-rows/{second['id']}/approval"
    problem = await house.post("approver", path, version=1, status=409)
    assert problem["code"] == "rate_row_overlaps"


async def test_a_row_that_was_ended_makes_room_for_its_successor(house: PaymentHouse) -> None:
    first = await rate_in_force(house)
    path = f"/rate-rows/{first['id']}/end"
    body = {"last_day": "2026-05-31"}
    ended = await house.post("approver", path, body, version=first["version"])
    assert ended["digest"] == first["digest"]
    await rate_in_force(house, valid_from="2026-06-01", amount_fen=160_000)


async def test_without_a_row_the_claim_waits_visibly_until_one_is_approved(
    house: PaymentHouse,
) -> None:
    await money_given(house)
    await tell_assigned(house)
    await tell_passed(house)
    claim = await claim_of_case(house)
    assert (claim["state"], claim["hold_reason"], claim["price"]) == ("held", "no_rate_row", None)
    (held,) = await house.said("payment.claim.held.v1")
    assert held["reason_code"] == "no_rate_row"

    await rate_in_force(house, kind="criminal", amount_fen=120_000)
    assert (await claim_of_case(house))["state"] == "held"
    await rate_in_force(house)
    claim = await claim_of_case(house)
    assert (claim["state"], claim["price"]["amount_fen"]) == ("priced", 150_000)
    assert (await house.balances())["payable"] == 150_000


async def test_the_closing_date_prices_and_the_assignment_figure_stands_beside_it(
    house: PaymentHouse,
) -> None:
    await money_given(house)
    await rate_in_force(house, valid_to="2026-02-28", amount_fen=120_000)
    await rate_in_force(house, valid_from="2026-03-01", amount_fen=160_000)
    await tell_assigned(house)
    assert (await house.balances())["reserved"] == 120_000
    await tell_passed(house)
    price = (await claim_of_case(house))["price"]
    assert (price["amount_fen"], price["assigned_figure_fen"]) == (160_000, 120_000)
    balances = await house.balances()
    assert (balances["payable"], balances.get("reserved", 0)) == (160_000, 0)
    assert (await house.post("preparer", "/ledger/verification"))["whole"] is True


async def test_another_agency_does_not_see_the_row(house: PaymentHouse) -> None:
    row = await rate_in_force(house)
    await house.get("stranger", f"/rate-rows/{row['id']}", status=404)
    path = f"/rate-rows/{row['id']}/end"
    await house.post("stranger", path, {"last_day": "2026-12-31"}, version=2, status=404)

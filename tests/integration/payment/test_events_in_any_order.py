"""Events duplicated and shuffled lead to the same end state: one claim, one price, one payment."""

import itertools
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from services.payment.store.tables import claim
from tests.support.payment import an_id
from tests.support.payment_house import PaymentHouse
from tests.support.payment_story import (
    claim_of_case,
    money_given,
    rate_in_force,
    tell_assigned,
    tell_attended,
    tell_passed,
    tell_registered,
)

pytestmark = pytest.mark.row("P-04")

Step = Callable[[PaymentHouse], Awaitable[None]]

STEPS: dict[str, Step] = {
    "registered": tell_registered,
    "assigned": tell_assigned,
    "passed": tell_passed,
    "attended": tell_attended,
}
ASSIGNED_ON, CLOSED_ON, DUTY_ON = date(2026, 1, 5), date(2026, 3, 10), date(2026, 3, 12)
CASE_KEY = f"case/{an_id('stage 1')}/{an_id('lawyer-zhao')}"
DUTY_KEY = f"duty/{an_id('lawyer-zhao')}/2026-03-12"
ORDERS = list(itertools.permutations(STEPS))[::4]


async def end_state(house: PaymentHouse) -> dict[str, Any]:
    rows = await house.rows(select(claim).order_by(claim.c.unit_key))
    facts = ("state", "unit_key", "assigned_on", "assigned_by", "earned_on", "amount_fen")
    return {
        "claims": [[getattr(row, name) for name in facts] for row in rows],
        "balances": await house.balances(),
        "opened": len(await house.said("payment.claim.opened.v1")),
        "priced": len(await house.said("payment.claim.priced.v1")),
    }


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
async def test_any_order_with_repeats_ends_alike(
    house: PaymentHouse, order: tuple[str, ...]
) -> None:
    await rate_in_force(house)
    await rate_in_force(house, kind="duty", amount_fen=30_000)
    await money_given(house)
    await money_given(house, use_line="duty")
    for name in (*order, *reversed(order), *order):
        await STEPS[name](house)
    assert await end_state(house) == {
        "claims": [
            ["priced", CASE_KEY, ASSIGNED_ON, "person-assigner", CLOSED_ON, 150_000],
            ["priced", DUTY_KEY, None, None, DUTY_ON, 30_000],
        ],
        "balances": {"appropriation": -2_000_000, "budget": 1_820_000, "payable": 180_000},
        "opened": 2,
        "priced": 2,
    }


async def test_the_rate_may_come_before_between_or_after(house: PaymentHouse) -> None:
    await tell_passed(house)
    await money_given(house)
    await tell_assigned(house)
    await rate_in_force(house)
    assert (await claim_of_case(house))["state"] == "priced"
    assert (await house.balances())["payable"] == 150_000


async def test_two_handlers_of_one_stage_are_not_both_paid(house: PaymentHouse) -> None:
    await rate_in_force(house)
    await money_given(house)
    await tell_passed(house)
    await tell_passed(house, provider_id=an_id("lawyer-qian"), provider_subject="lawyer-qian")
    rows = await house.rows(select(claim).order_by(claim.c.created_at, claim.c.id))
    assert [row.state for row in rows] == ["priced", "held"]
    assert rows[1].hold_reason == "stage_shared"
    assert (await house.balances())["payable"] == 150_000


async def test_a_public_post_beside_does_not_hold_the_handler_who_is_owed(
    house: PaymentHouse,
) -> None:
    await rate_in_force(house)
    await money_given(house)
    await tell_passed(house, provider_id=an_id("clerk"), provider_subject="clerk", public_post=True)
    await tell_passed(house)
    rows = await house.rows(select(claim).order_by(claim.c.created_at, claim.c.id))
    assert [row.state for row in rows] == ["nothing_due", "priced"]

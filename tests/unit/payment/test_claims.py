"""A claim is one unit: priced when earned, held visibly, approved by another person."""

from dataclasses import replace
from datetime import date

import pytest

from services.payment.domain.claims import (
    Assigned,
    Claim,
    ClaimNotEarned,
    ClaimState,
    Earned,
    PayeeJudgesOwnClaim,
    case_key,
    duty_key,
)
from services.payment.domain.pricing import Price, price
from services.payment.domain.separation import SamePersonActsTwice
from shared.kernel.transitions import ActNotAllowedNow
from tests.support.payment import NOON, a_claim, a_rate, a_unit, an_id


def priced(claim: Claim) -> Price:
    found = price(claim.priced_work, (a_rate(),))
    assert found is not None
    return found


def test_earned_work_takes_its_price() -> None:
    claim = a_claim()
    settled = claim.settle(priced(claim))
    assert (settled.state, settled.amount_fen) == (ClaimState.PRICED, 150_000)


def test_without_a_rate_row_the_claim_waits_visibly_and_is_priced_later() -> None:
    held = a_claim().settle(None)
    assert (held.state, held.hold_reason) == (ClaimState.HELD, "no_rate_row")
    settled = held.settle(priced(held))
    assert (settled.state, settled.hold_reason) == (ClaimState.PRICED, None)


def test_a_second_handler_of_the_stage_waits_for_a_policy_row() -> None:
    claim = a_claim()
    held = claim.settle(priced(claim), stage_shared=True)
    assert (held.state, held.hold_reason, held.price) == (ClaimState.HELD, "stage_shared", None)


def test_work_that_is_not_finished_has_no_price() -> None:
    claim = a_claim(earned=None)
    with pytest.raises(ClaimNotEarned):
        claim.settle(priced(claim))


def test_a_public_post_ends_with_nothing_due() -> None:
    claim = a_claim(unit=a_unit(public_post=True))
    assert claim.settle(priced(claim)).state is ClaimState.NOTHING_DUE


def test_repeated_news_changes_nothing() -> None:
    claim = a_claim()
    assert claim.assign(Assigned(date(2026, 2, 2), "person-9")) == claim
    assert claim.earn(Earned(date(2026, 4, 4), NOON, "person-9")) == claim


@pytest.mark.parametrize("person", ["person-assigner", "person-passer"])
def test_who_assigned_or_passed_the_file_cannot_approve_the_money(person: str) -> None:
    claim = a_claim()
    with pytest.raises(SamePersonActsTwice):
        claim.settle(priced(claim)).approve(by=person, subject="account-7", now=NOON)


def test_the_payee_cannot_approve_the_own_claim() -> None:
    claim = a_claim()
    with pytest.raises(PayeeJudgesOwnClaim):
        claim.settle(priced(claim)).approve(by="person-8", subject="lawyer-1", now=NOON)


def test_a_claim_is_approved_and_paid_once() -> None:
    claim = a_claim()
    approved = claim.settle(priced(claim)).approve(by="person-8", subject="account-8", now=NOON)
    with pytest.raises(ActNotAllowedNow):
        approved.approve(by="person-9", subject="account-9", now=NOON)
    paid = approved.collect(an_id("batch")).pay(date(2026, 3, 20))
    with pytest.raises(ActNotAllowedNow):
        paid.pay(date(2026, 3, 21))
    with pytest.raises(ActNotAllowedNow):
        paid.void()
    with pytest.raises(ActNotAllowedNow):
        paid.send_back()


def test_a_failed_line_leaves_the_claim_approved_for_another_attempt() -> None:
    collected = a_claim(state=ClaimState.IN_BATCH, batch_id=an_id("batch"))
    returned = collected.send_back()
    assert (returned.state, returned.batch_id) == (ClaimState.APPROVED, None)


def test_the_unit_keys_separate_what_is_paid_separately() -> None:
    first = case_key(an_id("stage"), an_id("provider"))
    assert first != case_key(an_id("next stage"), an_id("provider"))
    day = date(2026, 3, 2)
    assert duty_key(an_id("provider"), day) == duty_key(an_id("provider"), day)
    assert duty_key(an_id("provider"), day) != duty_key(an_id("provider"), date(2026, 3, 3))


def test_the_assignment_figure_is_priced_before_the_work_is_done() -> None:
    expected = replace(a_claim(), earned=None)
    assert expected.priced_work.closed_on == date(2026, 1, 5)

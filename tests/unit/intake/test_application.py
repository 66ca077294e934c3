"""The application: every transition of the table, the one-time notice, and deemed withdrawal."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from services.intake.domain.application import (
    APPLICATION_TABLE,
    ApplicationState,
    GroupAlreadyLeft,
)
from services.intake.domain.supplement import (
    ApproverProposedIt,
    FirstNoticeNotGiven,
    FurtherNotice,
    FurtherNoticeNotProposed,
    SupplementAlreadyExtended,
    SupplementAlreadyRequested,
    SupplementAsksNothing,
    SupplementDateOver,
    SupplementIncomplete,
    SupplementNotYetOverdue,
    require_asking,
)
from shared.kernel.transitions import ActNotAllowedNow
from tests.support.intake import NOON, application

S = ApplicationState
DUE = date(2026, 11, 12)
ITEMS = ("means_statement", "case_papers")

LEGAL = {
    ("file", S.DRAFT): S.RECEIVED,
    ("review", S.RECEIVED): S.REVIEW,
    ("review", S.REVIEW): S.REVIEW,
    ("request_supplement", S.RECEIVED): S.SUPPLEMENT_WAIT,
    ("request_supplement", S.REVIEW): S.SUPPLEMENT_WAIT,
    ("supplement", S.SUPPLEMENT_WAIT): S.REVIEW,
    ("deem_withdrawn", S.SUPPLEMENT_WAIT): S.DEEMED_WITHDRAWN,
    ("await_cooperation", S.REVIEW): S.COOP_WAIT,
    ("cooperation_answered", S.COOP_WAIT): S.REVIEW,
    ("grant", S.REVIEW): S.GRANTED,
    ("grant_fast", S.RECEIVED): S.GRANTED,
    ("refuse", S.REVIEW): S.REFUSED,
    ("correct", S.REFUSED): S.GRANTED,
    ("aid_first", S.RECEIVED): S.RECEIVED,
    ("aid_first", S.SUPPLEMENT_WAIT): S.SUPPLEMENT_WAIT,
    ("aid_first", S.COOP_WAIT): S.COOP_WAIT,
    ("aid_first", S.REVIEW): S.REVIEW,
    ("withdraw", S.RECEIVED): S.WITHDRAWN,
    ("withdraw", S.SUPPLEMENT_WAIT): S.WITHDRAWN,
    ("withdraw", S.COOP_WAIT): S.WITHDRAWN,
    ("withdraw", S.REVIEW): S.WITHDRAWN,
    ("redirect", S.RECEIVED): S.NOT_OURS,
    ("redirect", S.REVIEW): S.NOT_OURS,
    ("extend_supplement", S.SUPPLEMENT_WAIT): S.SUPPLEMENT_WAIT,
    ("propose_further_notice", S.REVIEW): S.REVIEW,
    ("approve_further_notice", S.REVIEW): S.SUPPLEMENT_WAIT,
    ("leave_group", S.RECEIVED): S.RECEIVED,
    ("leave_group", S.SUPPLEMENT_WAIT): S.SUPPLEMENT_WAIT,
    ("leave_group", S.COOP_WAIT): S.COOP_WAIT,
    ("leave_group", S.REVIEW): S.REVIEW,
    ("refile", S.WITHDRAWN): S.WITHDRAWN,
    ("refile", S.DEEMED_WITHDRAWN): S.DEEMED_WITHDRAWN,
}
ACTS = sorted({act for act, _ in LEGAL})
MORE = FurtherNotice(
    item_codes=("wage_record",),
    explanation_codes=(),
    new_fact_code="INCOME_CHANGED",
    proposed_by="person-clerk",
)


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("act", ACTS)
def test_every_act_in_every_state_moves_or_is_refused(act: str, state: S) -> None:
    if (act, state) in LEGAL:
        assert APPLICATION_TABLE.after(state, act) is LEGAL[act, state]
        return
    with pytest.raises(ActNotAllowedNow) as refusal:
        APPLICATION_TABLE.after(state, act)
    assert refusal.value.facts["state"] == str(state)
    assert refusal.value.facts["allowed"] == APPLICATION_TABLE.acts_in(state)


def test_everything_missing_is_named_once() -> None:
    asked = application().request_supplement(ITEMS, due_on=DUE, now=NOON)
    assert (asked.state, asked.supplement.item_codes if asked.supplement else ()) == (
        S.SUPPLEMENT_WAIT,
        ITEMS,
    )
    supplied = asked.supply(frozenset(ITEMS), now=NOON + timedelta(days=2))
    with pytest.raises(SupplementAlreadyRequested):
        supplied.request_supplement(("labor_contract",), due_on=DUE, now=NOON)


def test_a_partial_supplement_is_told_what_is_still_missing() -> None:
    asked = application().request_supplement(ITEMS, due_on=DUE, now=NOON)
    with pytest.raises(SupplementIncomplete) as refusal:
        asked.supply(frozenset({"case_papers"}), now=NOON)
    assert refusal.value.facts == {"missing": ["means_statement"]}


def test_supplied_items_join_the_materials_and_receipt_time_stays() -> None:
    asked = application().request_supplement(ITEMS, due_on=DUE, now=NOON)
    supplied = asked.supply(frozenset(ITEMS), now=NOON + timedelta(days=2))
    assert supplied.state is S.REVIEW
    assert supplied.materials == {"application_form", *ITEMS}
    assert supplied.received_at == NOON


@pytest.mark.parametrize(("days", "allowed"), [(10, False), (11, True)])
def test_not_supplying_in_time_counts_as_withdrawn_not_as_refused(days: int, allowed: bool) -> None:
    asked = application().request_supplement(ITEMS, due_on=DUE, now=NOON)
    moment = NOON + timedelta(days=days)
    if allowed:
        assert asked.deem_withdrawn(now=moment).state is S.DEEMED_WITHDRAWN
        return
    with pytest.raises(SupplementNotYetOverdue):
        asked.deem_withdrawn(now=moment)


@pytest.mark.parametrize("state", [S.GRANTED, S.REFUSED, S.WITHDRAWN, S.DEEMED_WITHDRAWN])
def test_a_settled_application_cannot_be_decided_again(state: S) -> None:
    with pytest.raises(ActNotAllowedNow):
        replace(application(), state=state).decide("grant", packet_digest="x")


def test_the_table_and_this_test_know_the_same_acts() -> None:
    assert {row.act for row in APPLICATION_TABLE.rows} == set(ACTS)


def test_what_was_asked_to_be_explained_must_be_explained() -> None:
    asked = application().request_supplement((), ("INCOME_UNCLEAR",), due_on=DUE, now=NOON)
    with pytest.raises(SupplementIncomplete) as refusal:
        asked.supply(frozenset({"case_papers"}), now=NOON)
    assert refusal.value.facts == {"missing": ["INCOME_UNCLEAR"]}
    assert asked.supply(frozenset(), frozenset({"INCOME_UNCLEAR"}), now=NOON).state is S.REVIEW


def test_a_notice_that_asks_for_nothing_is_none() -> None:
    with pytest.raises(SupplementAsksNothing):
        require_asking((), ())


@pytest.mark.parametrize(("days", "allowed"), [(0, True), (10, True), (11, False)])
def test_the_date_moves_once_and_only_before_it_is_over(days: int, allowed: bool) -> None:
    """law.md A4."""
    asked = application().request_supplement(ITEMS, due_on=DUE, now=NOON)
    until, now = asked.extended_until(10), NOON + timedelta(days=days)
    if not allowed:
        with pytest.raises(SupplementDateOver):
            asked.extend_supplement(until, now=now)
        return
    moved = asked.extend_supplement(until, now=now)
    assert moved.supplement is not None
    assert moved.supplement.due_on == date(2026, 11, 22)
    with pytest.raises(SupplementAlreadyExtended):
        moved.extend_supplement(moved.extended_until(10), now=now)


def test_a_further_notice_needs_a_first_one_a_proposal_and_a_second_person() -> None:
    """law.md I8."""
    bare = application(S.REVIEW)
    with pytest.raises(FirstNoticeNotGiven):
        bare.propose_further_notice(MORE)
    asked = application().request_supplement(ITEMS, due_on=DUE, now=NOON)
    supplied = asked.supply(frozenset(ITEMS), now=NOON)
    with pytest.raises(FurtherNoticeNotProposed):
        supplied.approve_further_notice(person_id="person-head", due_on=DUE, now=NOON)
    proposed = supplied.propose_further_notice(MORE)
    with pytest.raises(ApproverProposedIt):
        proposed.approve_further_notice(person_id="person-clerk", due_on=DUE, now=NOON)
    again = proposed.approve_further_notice(person_id="person-head", due_on=DUE, now=NOON)
    assert (again.state, again.further_notice, len(again.supplements)) == (
        S.SUPPLEMENT_WAIT,
        None,
        2,
    )
    assert again.supplement is not None
    assert (again.supplement.proposed_by, again.supplement.approved_by) == (
        "person-clerk",
        "person-head",
    )
    assert again.received_at == NOON


def test_only_who_is_in_a_group_can_leave_it() -> None:
    grouped = application(group_id=UUID(int=9))
    alone = grouped.leave_group()
    assert (alone.group_id, alone.state) == (None, grouped.state)
    with pytest.raises(GroupAlreadyLeft):
        alone.leave_group()

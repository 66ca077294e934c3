"""The application: every transition of the table, the one-time notice, and deemed withdrawal."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.intake.domain.application import (
    APPLICATION_TABLE,
    ApplicationState,
    SupplementAlreadyRequested,
    SupplementIncomplete,
    SupplementNotYetOverdue,
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
    ("withdraw", S.RECEIVED): S.WITHDRAWN,
    ("withdraw", S.SUPPLEMENT_WAIT): S.WITHDRAWN,
    ("withdraw", S.COOP_WAIT): S.WITHDRAWN,
    ("withdraw", S.REVIEW): S.WITHDRAWN,
    ("redirect", S.RECEIVED): S.NOT_OURS,
    ("redirect", S.REVIEW): S.NOT_OURS,
}
ACTS = sorted({act for act, _ in LEGAL})


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

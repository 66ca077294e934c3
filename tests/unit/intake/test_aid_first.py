"""Aid first: a row per clause of 法律援助法 44, the strict seven days, every act in every state."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from services.intake.domain.aid_first import (
    AID_FIRST_TABLE,
    AidFirst,
    AidFirstEnd,
    AidFirstFactMissing,
    AidFirstGroundNotMet,
    AidFirstNotYetOverdue,
    AidFirstState,
    Urgency,
)
from services.intake.domain.application import ApplicationState
from services.intake.policy import AID_FIRST_GROUNDS, DEADLINES
from shared.kernel.transitions import ActNotAllowedNow
from tests.support.intake import DAY, NOON, application

S = AidFirstState
GROUNDS = {ground.code: ground for ground in AID_FIRST_GROUNDS}
BASIS = "劳动争议调解仲裁法 27"

LEGAL = {
    ("complete", S.OPEN): S.COMPLETED,
    ("end", S.OPEN): S.LAPSED,
    ("lapse", S.OPEN): S.LAPSED,
}


def aid_first(state: AidFirstState = S.OPEN) -> AidFirst:
    return AidFirst(
        id=UUID(int=4),
        matter_id=UUID(int=2),
        application_id=UUID(int=1),
        agency_org_id="LA-150203",
        urgency=Urgency(ground_code="PRESERVATION"),
        article="法律援助法 44(1)(2)",
        approver_person_id="person-reviewer",
        acting_for_person_id=None,
        granted_at=NOON,
        complete_by=DAY + timedelta(days=7),
        state=state,
    )


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("act", sorted({act for act, _ in LEGAL}))
def test_every_act_in_every_state_moves_or_is_refused(act: str, state: AidFirstState) -> None:
    if (act, state) in LEGAL:
        assert AID_FIRST_TABLE.after(state, act) is LEGAL[act, state]
        return
    with pytest.raises(ActNotAllowedNow):
        AID_FIRST_TABLE.after(state, act)


@pytest.mark.parametrize(
    ("days_left", "qualifies"),
    [(-1, False), (0, True), (1, True), (6, True), (7, False), (8, False)],
)
def test_six_days_left_qualify_and_seven_do_not(days_left: int, qualifies: bool) -> None:
    """法律援助法 44(1)(1), 不足七日; 民法典 1259."""
    last = DAY + timedelta(days=days_left)
    urgency = Urgency(ground_code="PERIOD_ENDS", limitation_on=last, legal_basis=BASIS)
    if qualifies:
        GROUNDS["PERIOD_ENDS"].require(urgency, today=DAY)
        return
    with pytest.raises(AidFirstGroundNotMet) as refusal:
        GROUNDS["PERIOD_ENDS"].require(urgency, today=DAY)
    assert refusal.value.facts == {"days_left": days_left, "days_under": 7}


@pytest.mark.parametrize(
    ("code", "limitation_on", "legal_basis", "missing"),
    [
        ("PERIOD_ENDS", None, BASIS, "/limitation_on"),
        ("PERIOD_ENDS", DAY, None, "/legal_basis"),
        ("PRESERVATION", None, None, None),  # 法律援助法 44(1)(2)
        ("OTHER_BY_LAW", None, None, "/legal_basis"),  # 法律援助法 44(1)(3)
        ("OTHER_BY_LAW", None, BASIS, None),
    ],
)
def test_a_ground_names_what_it_rests_on(
    code: str, limitation_on: date | None, legal_basis: str | None, missing: str | None
) -> None:
    urgency = Urgency(ground_code=code, limitation_on=limitation_on, legal_basis=legal_basis)
    if missing is None:
        GROUNDS[code].require(urgency, today=DAY)
        return
    with pytest.raises(AidFirstFactMissing) as refusal:
        GROUNDS[code].require(urgency, today=DAY)
    assert refusal.value.facts == {"pointer": missing}


@pytest.mark.parametrize(("days", "allowed"), [(7, False), (8, True)])
def test_a_person_lets_it_lapse_only_after_the_last_day(days: int, allowed: bool) -> None:
    """法律援助法 44(2); law.md A9."""
    moment = NOON + timedelta(days=days)
    if allowed:
        ended = aid_first().lapse(by="person-head", now=moment)
        assert (ended.state, ended.end) == (S.LAPSED, AidFirstEnd.NOT_COMPLETED)
        return
    with pytest.raises(AidFirstNotYetOverdue):
        aid_first().lapse(by="person-head", now=moment)


@pytest.mark.parametrize("state", list(ApplicationState))
def test_early_aid_is_given_only_while_nothing_is_decided(state: ApplicationState) -> None:
    undecided = {
        ApplicationState.RECEIVED,
        ApplicationState.SUPPLEMENT_WAIT,
        ApplicationState.COOP_WAIT,
        ApplicationState.REVIEW,
    }
    asked = replace(application(), state=state)
    if state in undecided:
        assert asked.give_aid_first().state is state
        return
    with pytest.raises(ActNotAllowedNow):
        asked.give_aid_first()


def test_the_days_for_the_papers_were_not_read_in_a_text() -> None:
    assert (DEADLINES["AF1"].length, DEADLINES["AF1"].verified) == (7, False)

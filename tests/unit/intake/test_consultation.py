"""The consultation: every act in every state, the duty to steer, and which causes it falls on."""

from datetime import timedelta
from uuid import UUID

import pytest

from services.intake.domain.consultation import (
    CONSULTATION_TABLE,
    AppointmentInThePast,
    Consultation,
    ConsultationAlreadyApplied,
    ConsultationState,
    RightToApplyNotTold,
    likely_covered,
)
from services.intake.policy import CONSULTATION_CHANNELS, DEADLINES, SCOPE_RULES
from shared.kernel.transitions import ActNotAllowedNow
from tests.support.intake import DAY, NOON

S = ConsultationState
WAITING = Consultation(
    id=UUID(int=5),
    agency_org_id="LA-150203",
    held_at_org_id="LA-150203",
    channel="WEB",
    kind="civil",
    cause_code="elder_support",
    anonymous=True,
    state=S.OPEN,
    opened_at=NOON,
    opened_by="person-clerk",
)
LEGAL = {
    ("book", S.OPEN): S.BOOKED,
    ("book", S.BOOKED): S.BOOKED,
    ("answer", S.OPEN): S.ANSWERED,
    ("answer", S.BOOKED): S.ANSWERED,
    ("refer", S.OPEN): S.REFERRED,
    ("refer", S.BOOKED): S.REFERRED,
    **{("apply", state): state for state in S},
}


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("act", ["book", "answer", "refer", "apply"])
def test_every_act_in_every_state_moves_or_is_refused(act: str, state: S) -> None:
    if (act, state) in LEGAL:
        assert CONSULTATION_TABLE.after(state, act) is LEGAL[act, state]
        return
    with pytest.raises(ActNotAllowedNow):
        CONSULTATION_TABLE.after(state, act)


@pytest.mark.parametrize(
    ("covered", "told", "refused"),
    [(True, True, False), (True, False, True), (False, False, False), (False, True, False)],
)
def test_the_right_to_apply_is_told_where_aid_is_likely(
    covered: bool, told: bool, refused: bool
) -> None:
    """P148 9; 法律援助法 23."""
    if refused:
        with pytest.raises(RightToApplyNotTold):
            WAITING.answer(by="p", told_of_aid=told, covered=covered, now=NOON)
        return
    assert WAITING.answer(by="p", told_of_aid=told, covered=covered, now=NOON).told_of_aid is told


@pytest.mark.parametrize(
    ("kind", "cause", "covered"),
    [
        ("civil", "elder_support", True),
        (None, "labor_remuneration", True),
        ("civil", None, False),
        (None, None, False),
    ],
)
def test_likely_covered_is_what_a_clause_of_the_day_names(
    kind: str | None, cause: str | None, covered: bool
) -> None:
    assert likely_covered(kind, cause, SCOPE_RULES, DAY) is covered


def test_a_time_agreed_lies_ahead_and_an_application_is_made_once() -> None:
    with pytest.raises(AppointmentInThePast):
        WAITING.book(NOON, now=NOON)
    assert WAITING.book(NOON + timedelta(minutes=1), now=NOON).state is S.BOOKED
    applied = WAITING.apply(UUID(int=9))
    with pytest.raises(ConsultationAlreadyApplied):
        applied.apply(UUID(int=10))


def test_every_channel_names_a_clock_that_runs_or_none() -> None:
    clocks = {channel.clock for channel in CONSULTATION_CHANNELS.values()} - {""}
    assert clocks == {"T27", "T28", "T28L"}
    assert all(DEADLINES[clock].verified is False for clock in clocks)

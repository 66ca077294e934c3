"""Termination: a row per ground of 法律援助法 48(1), the cases they do not fit, every act and state."""

from uuid import UUID

import pytest

from services.intake.domain.matter_change import ChangeNotYetHappened, require_day
from services.intake.domain.termination import (
    TERMINATION_TABLE,
    CaseTrait,
    OnlyHeadTerminates,
    ProposerDecides,
    Termination,
    TerminationBasisMissing,
    TerminationGroundBlocked,
    TerminationState,
)
from services.intake.policy import DEADLINES, TERMINATION_GROUNDS
from shared.kernel.transitions import ActNotAllowedNow
from tests.support.intake import DAY, NOON

S = TerminationState
NOTIFIED = frozenset(CaseTrait)
UNTESTED = frozenset({CaseTrait.NOT_MEANS_TESTED})
PLAIN = frozenset[CaseTrait]()

LEGAL = {
    ("approve", S.PROPOSED): S.EFFECTIVE,
    ("drop", S.PROPOSED): S.DROPPED,
    ("reinstate", S.EFFECTIVE): S.REVOKED,
}


def termination(state: TerminationState = S.PROPOSED) -> Termination:
    return Termination(
        id=UUID(int=5),
        matter_id=UUID(int=2),
        agency_org_id="LA-150203",
        ground_code="OWN_COUNSEL",
        articles=("法律援助法 48(1)(6)",),
        organ_org_id=None,
        proposed_by="person-clerk",
        proposed_at=NOON,
        state=state,
    )


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("act", sorted({act for act, _ in LEGAL}))
def test_every_act_in_every_state_moves_or_is_refused(act: str, state: TerminationState) -> None:
    if (act, state) in LEGAL:
        assert TERMINATION_TABLE.after(state, act) is LEGAL[act, state]
        return
    with pytest.raises(ActNotAllowedNow):
        TERMINATION_TABLE.after(state, act)


@pytest.mark.parametrize(
    ("code", "article", "fits_untested", "fits_notified"),
    [
        ("FRAUD", "法律援助法 48(1)(1)", True, True),
        ("CONCEALED_FACTS", "法律援助法 48(1)(2)", True, True),
        ("UNLAWFUL_USE", "法律援助法 48(1)(3)", True, True),
        ("MEANS_CHANGED", "法律援助法 48(1)(4)", False, False),  # law.md A31
        ("CASE_ENDED", "法律援助法 48(1)(5)", True, True),
        ("OWN_COUNSEL", "法律援助法 48(1)(6)", True, True),
        ("ASKED_TO_END", "法律援助法 48(1)(7)", True, False),  # law.md A31
        ("OTHER_BY_LAW", "法律援助法 48(1)(8)", True, True),
    ],
)
def test_a_ground_fits_the_cases_it_can_arise_in(
    code: str, article: str, fits_untested: bool, fits_notified: bool
) -> None:
    ground = TERMINATION_GROUNDS[code]
    assert ground.article == article
    ground.require(PLAIN, basis="法律")
    for traits, fits in ((UNTESTED, fits_untested), (NOTIFIED, fits_notified)):
        if fits:
            ground.require(traits, basis="法律")
            continue
        with pytest.raises(TerminationGroundBlocked):
            ground.require(traits, basis="法律")


def test_all_eight_grounds_are_shipped_and_only_fraud_has_consequences() -> None:
    assert len(TERMINATION_GROUNDS) == 8
    named = {code for code, ground in TERMINATION_GROUNDS.items() if ground.consequence_zh}
    assert named == {"FRAUD", "CONCEALED_FACTS", "UNLAWFUL_USE"}  # 法律援助法 64
    asked = {code for code, ground in TERMINATION_GROUNDS.items() if ground.recipient_may_ask}
    assert asked == {"CASE_ENDED", "OWN_COUNSEL", "ASKED_TO_END"}


def test_the_eighth_ground_names_its_law() -> None:
    with pytest.raises(TerminationBasisMissing):
        TERMINATION_GROUNDS["OTHER_BY_LAW"].require(PLAIN, basis=None)


def test_only_a_head_who_did_not_propose_decides() -> None:
    termination().require_decider("person-head", as_head=True)
    with pytest.raises(OnlyHeadTerminates):
        termination().require_decider("person-reviewer", as_head=False)
    with pytest.raises(ProposerDecides):
        termination().require_decider("person-clerk", as_head=True)


def test_a_change_lies_not_ahead() -> None:
    require_day(DAY, today=DAY)
    with pytest.raises(ChangeNotYetHappened):
        require_day(DAY.replace(day=DAY.day + 1), today=DAY)


def test_the_days_for_sending_were_not_read_in_a_text() -> None:
    assert (DEADLINES["T16"].length, DEADLINES["T16"].verified) == (3, False)

"""The fast lane: a row per way in and per reason for leaving; it never keeps anybody out."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.application import ApplicationState
from services.intake.domain.assessment import Recommendation
from services.intake.domain.facts import CaseFacts, Household
from services.intake.domain.lane import AskedTwice, Lane, LaneAnswer, lane, require_not_known
from services.intake.policy import ANSWERED_BY, CODE_LISTS, LANE_WAYS
from shared.kernel.transitions import ActNotAllowedNow
from tests.support.intake import LINE_FEN, PARTY, SUSPECT, application, assessed, household, inquiry

POOR, RICH = household(LINE_FEN), household(2 * LINE_FEN)
BRAVE = replace(PARTY, cause_code="brave_act_claim")
WORKER = replace(
    PARTY,
    service="LABOUR",
    stage="ARBITRATION",
    cause_code="labor_remuneration",
    tags=frozenset({"MIGRANT_WORKER"}),
)
CLAIMED = replace(RICH, claimed_classes=frozenset({"MIGRANT_WORKER"}))
SOLDIER = replace(PARTY, tags=frozenset({"MILITARY"}))
MATCHED = ("integrity_pledge", "data_share_match")
FAST, STANDARD = Lane.FAST, Lane.STANDARD


def placed(
    facts: CaseFacts, means: Household | None = None, *materials: str, awaited: bool = False
) -> LaneAnswer:
    found = assessed(inquiry(facts, means, materials))
    return lane(
        found,
        LANE_WAYS,
        tags=facts.tags,
        materials=frozenset(materials),
        papers_awaited=awaited,
    )


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (placed(BRAVE), (FAST, ("NO_MEANS_TEST",))),  # 法律援助法 32
        (placed(replace(SUSPECT, tags=frozenset({"MINOR"}))), (FAST, ("NO_MEANS_TEST",))),
        (placed(WORKER, CLAIMED, "integrity_pledge"), (FAST, ("EXEMPT_CLASS",))),  # 法律援助法 42
        (placed(SOLDIER, POOR), (FAST, ("MILITARY",))),  # 军人地位和权益保障法 61
        (placed(PARTY, POOR, *MATCHED), (FAST, ("PLEDGE_MATCHED",))),  # 法律援助法 41
        (placed(PARTY, POOR, "integrity_pledge"), (STANDARD, ("NO_WAY_IN",))),
        (placed(PARTY, POOR), (STANDARD, ("NO_WAY_IN",))),
        (placed(SOLDIER, RICH), (STANDARD, ("FINDINGS_REFUSE",))),
        (placed(PARTY, household(LINE_FEN + 1), *MATCHED), (STANDARD, ("NEEDS_PERSON",))),
        (placed(SOLDIER, POOR, awaited=True), (STANDARD, ("PAPERS_AWAITED",))),
        (placed(PARTY, POOR, awaited=True), (STANDARD, ("NO_WAY_IN", "PAPERS_AWAITED"))),
    ],
)
def test_a_matter_takes_the_lane_that_its_papers_open(
    answer: LaneAnswer, expected: tuple[Lane, tuple[str, ...]]
) -> None:
    assert (answer.lane, answer.reasons) == expected


def test_what_cannot_be_assessed_goes_the_standard_way() -> None:
    nothing = frozenset[str]()
    answer = lane(None, LANE_WAYS, tags=nothing, materials=nothing, papers_awaited=False)
    assert (answer.lane, answer.reasons) == (STANDARD, ("NOT_ASSESSED",))


@given(
    tags=st.frozensets(st.sampled_from(["MILITARY", "VETERAN", "MINOR", "MIGRANT_WORKER"])),
    materials=st.frozensets(st.sampled_from([*MATCHED, "case_papers"])),
    income_fen=st.integers(0, 3 * LINE_FEN),
)
def test_only_what_the_rules_would_grant_is_fast(
    tags: frozenset[str], materials: frozenset[str], income_fen: int
) -> None:
    facts = replace(PARTY, tags=tags)
    answer = placed(facts, household(income_fen), *sorted(materials))
    found = assessed(inquiry(facts, household(income_fen), materials))
    assert not answer.fast or found.recommendation is Recommendation.GRANT
    assert answer.reasons, "a lane always says why"


@pytest.mark.parametrize(
    ("asked", "held", "fast", "again"),
    [
        ({"identity_copy"}, {"identity_copy"}, True, ["identity_copy"]),
        ({"identity_copy"}, {"identity_copy"}, False, []),  # it may have a fault
        ({"dibao_certificate"}, {"data_share_match"}, False, ["dibao_certificate"]),
        ({"dibao_certificate"}, {"integrity_pledge"}, True, []),
        ({"case_papers"}, {"data_share_match"}, True, []),
    ],
)
def test_nothing_known_is_asked_again(
    asked: set[str], held: set[str], fast: bool, again: list[str]
) -> None:
    """法律援助法 41(2)."""
    if not again:
        require_not_known(asked, frozenset(held), ANSWERED_BY, fast=fast)
        return
    with pytest.raises(AskedTwice) as refusal:
        require_not_known(asked, frozenset(held), ANSWERED_BY, fast=fast)
    assert refusal.value.facts == {"items": again}


def test_one_officer_grants_on_receipt_in_the_fast_lane_only() -> None:
    fast = application(lane=LaneAnswer(FAST, ("MILITARY",)))
    assert fast.decide("grant", packet_digest="x").state is ApplicationState.GRANTED
    with pytest.raises(ActNotAllowedNow):
        fast.decide("refuse", packet_digest="x")
    with pytest.raises(ActNotAllowedNow):
        application().decide("grant", packet_digest="x")


def test_the_lane_speaks_in_known_codes() -> None:
    materials = {code.code for code in CODE_LISTS["materials"].codes}
    tags = {code.code for code in CODE_LISTS["recipient_tags"].codes}
    assert all(way.materials <= materials and way.tags_any <= tags for way in LANE_WAYS)
    assert ANSWERED_BY.keys() <= materials
    assert frozenset().union(*ANSWERED_BY.values()) <= materials

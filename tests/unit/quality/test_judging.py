"""Scorecards, blind verdicts, independence, agreement and ratings (Q-03, Q-04, Q-09)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.quality.domain.agreement import kappa_thousandths
from services.quality.domain.rating import FinalScore, RatingRule, rate
from services.quality.domain.review import (
    BLIND,
    NotAReviewerOfThisFile,
    ReplyStillPossible,
    Reviewer,
    ReviewerAlreadyScored,
    ReviewerNotIndependent,
    ReviewState,
    require_independent,
)
from services.quality.domain.scorecards import (
    IndicatorMissing,
    IndicatorUnknown,
    Mark,
    PointsOutOfRange,
    ScorecardUnsound,
    judge,
)
from services.quality.policy import CARDS, card_for
from shared.kernel.refusals import PolicyRowMissing
from shared.kernel.transitions import ActNotAllowedNow
from tests.support.quality import FIRST, SECOND, THIRD, TIES, fresh_review

CARD = CARDS[0]
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=7)
TODAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("points", "grade"),
    [
        (100, "excellent"),
        (90, "excellent"),
        (89, "good"),
        (75, "good"),
        (74, "pass"),
        (60, "pass"),
        (59, "fail"),
        (0, "fail"),
    ],
)
def test_the_edges_of_the_bands_include_their_number(points: int, grade: str) -> None:
    assert judge(CARD, {i.code: points for i in CARD.indicators}, []).grade_code == grade


def test_one_veto_fails_a_perfect_file() -> None:
    mark = judge(CARD, {i.code: 100 for i in CARD.indicators}, ["took_money"])
    assert mark == Mark(1000, "fail")


@given(st.lists(st.integers(0, 100), min_size=5, max_size=5))
def test_a_total_lies_between_the_worst_and_the_best_indicator(points: list[int]) -> None:
    given_points = dict(zip((i.code for i in CARD.indicators), points, strict=True))
    total = judge(CARD, given_points, []).total_tenths
    assert min(points) * 10 <= total <= max(points) * 10


def test_a_verdict_names_every_indicator_and_only_those() -> None:
    whole = {i.code: 80 for i in CARD.indicators}
    with pytest.raises(IndicatorMissing):
        judge(CARD, {"meeting": 80}, [])
    with pytest.raises(IndicatorUnknown):
        judge(CARD, {**whole, "charm": 80}, [])
    with pytest.raises(PointsOutOfRange):
        judge(CARD, {**whole, "meeting": 101}, [])
    with pytest.raises(IndicatorUnknown):
        judge(CARD, whole, ["bad_luck"])


def test_an_unsound_scorecard_is_refused_with_what_is_wrong() -> None:
    with pytest.raises(ScorecardUnsound, match="weights sum to"):
        replace(CARD, indicators=CARD.indicators[1:])
    with pytest.raises(ScorecardUnsound, match="twice"):
        replace(CARD, indicators=(CARD.indicators[0],) * 5)
    with pytest.raises(ScorecardUnsound, match="bands"):
        replace(CARD, bands=CARD.bands[:2])
    with pytest.raises(ScorecardUnsound, match="out of reach"):
        replace(CARD, bands=(replace(CARD.bands[0], from_tenths=1001), *CARD.bands[1:]))
    with pytest.raises(ScorecardUnsound, match=r"weights sum.*twice.*bands"):
        replace(CARD, indicators=(CARD.indicators[0],) * 2, bands=())


@pytest.mark.parametrize(
    ("kind", "stage", "card"),
    [
        ("criminal", "INVESTIGATION", "FILE-CRIMINAL-PRETRIAL-1"),
        ("criminal", "FIRST", "FILE-CRIMINAL-1"),
        ("civil", "ARBITRATION", "FILE-CIVIL-1"),
        ("civil", None, "FILE-CIVIL-1"),
    ],
)
def test_the_card_made_for_a_stage_goes_before_the_general_one(
    kind: str, stage: str | None, card: str
) -> None:
    assert card_for(kind, stage, TODAY).id == card


def test_without_a_card_the_review_is_refused() -> None:
    with pytest.raises(PolicyRowMissing):
        card_for("unheard_of", None, TODAY)
    with pytest.raises(PolicyRowMissing):
        card_for("civil", None, date(2021, 12, 31))


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        (Mark(850, "good"), Mark(800, "good"), ReviewState.REPLY),
        (Mark(900, "excellent"), Mark(895, "good"), ReviewState.THIRD_NEEDED),
        (Mark(890, "good"), Mark(790, "good"), ReviewState.THIRD_NEEDED),
        (Mark(890, "good"), Mark(791, "good"), ReviewState.REPLY),
    ],
)
def test_two_verdicts_agree_or_call_for_a_third(
    first: Mark, second: Mark, state: ReviewState
) -> None:
    review = fresh_review().with_score(FIRST.person_id, first, reply_until=LATER)
    assert review.state is ReviewState.SCORING
    assert review.with_score(SECOND.person_id, second, reply_until=LATER).state is state


def test_the_third_decides() -> None:
    review = fresh_review().with_score(FIRST.person_id, Mark(900, "excellent"), reply_until=LATER)
    review = review.with_score(SECOND.person_id, Mark(500, "fail"), reply_until=LATER)
    review = review.with_third(THIRD).with_score(
        THIRD.person_id, Mark(700, "pass"), reply_until=LATER
    )
    assert (review.grade_code, review.score_tenths) == ("pass", 700)


@pytest.mark.parametrize(("grade", "tenths"), [("excellent", 950), ("fail", 300)])
def test_a_grade_named_by_the_rule_is_read_once_more(grade: str, tenths: int) -> None:
    review = replace(fresh_review(), re_review_grades=("excellent", "fail"))
    for reviewer in (FIRST, SECOND):
        review = review.with_score(reviewer.person_id, Mark(tenths, grade), reply_until=LATER)
    assert review.state is ReviewState.RE_REVIEW
    review = review.with_third(THIRD).with_score(
        THIRD.person_id, Mark(760, "good"), reply_until=LATER
    )
    assert (review.state, review.grade_code) == (ReviewState.REPLY, "good")


def test_while_any_verdict_is_out_a_review_is_blind() -> None:
    assert {state for state in ReviewState if state not in BLIND} == {
        ReviewState.REPLY,
        ReviewState.FINAL,
    }


def test_only_a_named_reviewer_scores_and_only_once() -> None:
    review = fresh_review().with_score(FIRST.person_id, Mark(800, "good"), reply_until=LATER)
    with pytest.raises(ReviewerAlreadyScored):
        review.with_score(FIRST.person_id, Mark(900, "excellent"), reply_until=LATER)
    with pytest.raises(NotAReviewerOfThisFile):
        review.with_score("somebody", Mark(900, "excellent"), reply_until=LATER)


def test_a_grade_is_not_final_while_the_handler_may_reply() -> None:
    review = fresh_review().with_score(FIRST.person_id, Mark(800, "good"), reply_until=LATER)
    with pytest.raises(ActNotAllowedNow):
        review.finalize(NOW)
    review = review.with_score(SECOND.person_id, Mark(810, "good"), reply_until=LATER)
    with pytest.raises(ReplyStillPossible):
        review.finalize(NOW)
    assert review.finalize(LATER)[1].score_tenths == 805
    assert review.replied(NOW).finalize(NOW)[0].state is ReviewState.FINAL


@pytest.mark.parametrize(
    ("reviewer", "reason"),
    [
        (Reviewer("lawyer-1", "p-x"), "own_case"),
        (Reviewer("q-9", "p-9", "firm-1"), "own_firm"),
        (Reviewer("q-9", "p-9", "LF-DEMO-01"), "own_firm"),
        (Reviewer("q-9", "assigner-1"), "assigned_it"),
        (Reviewer("q-other-account", FIRST.person_id), "twice"),
    ],
)
def test_a_reviewer_stands_apart_from_the_case(reviewer: Reviewer, reason: str) -> None:
    with pytest.raises(ReviewerNotIndependent) as refused:
        require_independent(reviewer, TIES, [FIRST])
    assert refused.value.facts["reason"] == reason


@pytest.mark.parametrize(
    ("pairs", "kappa"),
    [
        ([], None),
        ([("good", "good")] * 4, 1000),
        ([("good", "good"), ("pass", "pass")], 1000),
        ([("good", "pass"), ("pass", "good")], -1000),
        # 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: agreement 0.7, by chance 0.5, kappa 0.4
        ([("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15, 400),
    ],
)
def test_kappa_is_what_the_hand_computes(pairs: list[tuple[str, str]], kappa: int | None) -> None:
    assert kappa_thousandths(pairs) == kappa


RATING = RatingRule("R", 730, 365, 2, 1, "test", date(2024, 1, 1))


def test_recent_scores_weigh_more_and_old_ones_drop_out() -> None:
    scores = [
        FinalScore(UUID(int=1), 600, TODAY - timedelta(days=400)),
        FinalScore(UUID(int=2), 900, TODAY),
        FinalScore(UUID(int=3), 100, TODAY - timedelta(days=731)),
    ]
    rating = rate(scores, TODAY, RATING)
    assert rating is not None
    assert (rating.rating_tenths, rating.review_count) == (800, 2)
    assert [(part.score_tenths, part.weight) for part in rating.parts] == [(900, 2), (600, 1)]


def test_no_score_in_the_window_is_no_rating() -> None:
    assert rate([FinalScore(UUID(int=1), 900, TODAY - timedelta(days=731))], TODAY, RATING) is None

"""Unit: soft factors, and what the answer says when the choice is not free."""

from typing import Any

import pytest

from services.assignment.domain.matching import (
    HandlerNotQualified,
    NobodyQualified,
    OverrideReasonMissing,
    Ranking,
    UnitHasNoQualifiedHandler,
    rank,
)
from services.assignment.domain.qualification import Candidate
from services.assignment.domain.registry import Standing
from services.assignment.policy import RULES
from tests.support.assignment import CASE, candidate, need, uid, weights


def ranking(*people: Candidate, **case: Any) -> Ranking:
    return rank(need(**case), people, rules=RULES, weights=weights(), seed=str(CASE))


def first(*people: Candidate, **case: Any) -> object:
    return ranking(*people, **case).ranked[0].candidate.provider_id


@pytest.mark.row("A-03")
def test_the_less_loaded_of_two_equals_comes_first() -> None:
    assert first(candidate(1, open_count=6), candidate(2, open_count=1)) == uid(2)


def test_a_speaker_of_mongolian_comes_first_where_the_party_speaks_it() -> None:
    people = candidate(1), candidate(2, languages=("zh", "mn"))
    assert first(*people, language="mn") == uid(2)


def test_language_counts_for_nobody_where_the_party_speaks_the_common_language() -> None:
    plain, speaker = ranking(candidate(1), candidate(2, languages=("zh", "mn"))).ranked
    assert plain.score == speaker.score


def test_a_wished_gender_comes_first() -> None:
    people = candidate(1, gender="male"), candidate(2, gender="female")
    assert first(*people, gender_preference="female") == uid(2)


@pytest.mark.row("A-03")
def test_the_better_rated_of_two_equals_comes_first() -> None:
    assert first(candidate(1, rating_tenths=620), candidate(2, rating_tenths=930)) == uid(2)


def test_one_never_rated_stands_between_good_and_failing() -> None:
    people = candidate(1, rating_tenths=500), candidate(2), candidate(3, rating_tenths=900)
    found = [a.candidate.provider_id for a in ranking(*people).ranked]
    assert found == [uid(3), uid(2), uid(1)]


def test_nobody_qualified_says_which_rule_removed_whom() -> None:
    worker = candidate(1, kind="grassroots_worker")
    suspended = candidate(2, standing=Standing.SUSPENDED)
    with pytest.raises(NobodyQualified) as refusal:
        ranking(worker, suspended).require_unit(uid(1001), None)
    assert refusal.value.facts["removed_by"] == ["G0×1", "G7×1"]


def test_a_unit_without_a_qualified_handler_is_refused_even_with_a_reason() -> None:
    people = candidate(1), candidate(2, kind="grassroots_worker")
    with pytest.raises(UnitHasNoQualifiedHandler) as refusal:
        ranking(*people).require_unit(uid(1002), "recipient_wish")
    assert refusal.value.facts["removed_by"] == ["G0×1"]


def test_passing_over_the_first_unit_asks_for_a_recorded_reason() -> None:
    people = candidate(1, open_count=9), candidate(2)
    with pytest.raises(OverrideReasonMissing):
        ranking(*people).require_unit(uid(1001), None)
    ranking(*people).require_unit(uid(1001), "recipient_wish")


def test_a_barred_handler_is_refused_with_every_rule_that_bars() -> None:
    barred = candidate(1, conflicts=("G3",), standing=Standing.SUSPENDED)
    with pytest.raises(HandlerNotQualified) as refusal:
        ranking(barred, candidate(2)).require_handler(uid(1))
    assert refusal.value.facts["rules"] == ["G3", "G7"]

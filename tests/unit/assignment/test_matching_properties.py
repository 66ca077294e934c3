"""Unit: properties of the ranking that hold for any field of candidates (N1)."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.assignment.domain.conflicts import check_conflicts
from services.assignment.domain.match_record import (
    MatchRecord,
    inputs_of,
    proof_of,
    replay,
    result_of,
)
from services.assignment.domain.matching import Ranking, rank
from services.assignment.domain.qualification import Candidate, CaseNeed
from services.assignment.domain.registry import Standing
from services.assignment.policy import RULES
from tests.support.assignment import CASE, DAY, NOON, candidate, need, tokens, uid, weights

CANDIDATES = st.lists(
    st.builds(
        lambda number, **changes: candidate(number, **changes),
        st.integers(1, 40),
        standing=st.sampled_from(Standing),
        kind=st.sampled_from(["lawyer", "agency_lawyer", "grassroots_worker", "agency_staff"]),
        open_count=st.integers(0, 12),
        recent_count=st.integers(0, 9),
        rating_tenths=st.none() | st.integers(0, 1000),
        languages=st.sampled_from([("zh",), ("zh", "mn"), ("zh", "sgn")]),
        gender=st.sampled_from([None, "female", "male"]),
        criminal_defense_since=st.none() | st.dates(date(2015, 1, 1), date(2026, 3, 1)),
    ),
    unique_by=lambda c: c.provider_id,
    max_size=15,
)
NEEDS = st.builds(
    need,
    language=st.sampled_from(["zh", "mn"]),
    defense_years_min=st.sampled_from([0, 3]),
    gender_preference=st.sampled_from([None, "female"]),
    by_notice=st.booleans(),
)


def ranking(case: CaseNeed, people: list[Candidate]) -> Ranking:
    return rank(case, people, rules=RULES, weights=weights(), seed=str(CASE))


def order(found: Ranking) -> list[object]:
    return [a.candidate.provider_id for a in found.ranked]


@pytest.mark.row("A-03")
@given(NEEDS, CANDIDATES, st.integers(0, 100))
def test_taking_one_candidate_away_never_changes_the_order_of_the_others(
    case: CaseNeed, people: list[Candidate], pick: int
) -> None:
    if not people:
        return
    gone = people[pick % len(people)]
    rest = [person for person in people if person is not gone]
    before = [found for found in order(ranking(case, people)) if found != gone.provider_id]
    assert order(ranking(case, rest)) == before


@given(NEEDS, CANDIDATES)
def test_nobody_suspended_or_unlicensed_is_ever_ranked(
    case: CaseNeed, people: list[Candidate]
) -> None:
    for assessed in ranking(case, people).ranked:
        assert assessed.candidate.standing is Standing.ACTIVE


@given(NEEDS, CANDIDATES)
def test_no_grassroots_worker_is_ever_ranked_in_a_criminal_case(
    case: CaseNeed, people: list[Candidate]
) -> None:
    kinds = {a.candidate.kind for a in ranking(case, people).ranked}
    assert "grassroots_worker" not in kinds


@given(NEEDS, CANDIDATES, st.randoms())
def test_the_input_order_never_changes_the_list(
    case: CaseNeed, people: list[Candidate], rng: Random
) -> None:
    shuffled = list(people)
    rng.shuffle(shuffled)
    assert order(ranking(case, shuffled)) == order(ranking(case, people))


@given(NEEDS, CANDIDATES)
def test_everyone_is_either_ranked_or_removed_with_a_reason(
    case: CaseNeed, people: list[Candidate]
) -> None:
    found = ranking(case, people)
    assert len(found.ranked) + len(found.removed) == len(people)
    assert all(assessed.barred_by for assessed in found.removed)


@pytest.mark.row("A-03")
@given(NEEDS, CANDIDATES)
def test_a_replay_of_the_record_gives_the_same_list(
    case: CaseNeed, people: list[Candidate]
) -> None:
    found = ranking(case, people)
    record = MatchRecord(
        id=uid(1),
        stage_assignment_id=CASE,
        purpose="unit",
        inputs=inputs_of(case, found, weights()),
        result=result_of(found),
        proof=proof_of(check_conflicts(tokens(), holdings=[], helps=[], searched_count=1, on=DAY)),
        chosen_firm_id=uid(2),
        chosen_provider_id=None,
        override_reason=None,
        made_by="person",
        made_at=NOON,
    )
    assert replay(record, RULES)
    if found.ranked:
        forged = {**record.result, "ranked": list(record.result["ranked"])[1:]}
        assert not replay(replace(record, result=forged), RULES)

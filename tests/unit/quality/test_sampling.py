"""Sampling that an outsider can repeat (Q-02, N5)."""

from dataclasses import asdict, replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.quality.domain.register import StageRecord
from services.quality.domain.sampling import (
    FrameEntry,
    SamplingRule,
    commitment,
    draw,
    frame_digest,
    frame_of,
)
from tests.support.quality import STAGE
from tools.verify_sample import checks

RULE = SamplingRule("R", 10, 1, 2, ("kind",), ("T21",), "test", False, date(2024, 1, 1))
SEED = "a-seed"
STAGES = [str(UUID(int=number)) for number in range(1, 41)]


def _frame(stages: list[str], stratum: str = "civil") -> list[FrameEntry]:
    return [FrameEntry(stage, stratum) for stage in stages]


@given(st.permutations(STAGES[:12]))
def test_the_order_of_the_frame_never_matters(shuffled: list[str]) -> None:
    assert draw(_frame(shuffled), SEED, RULE) == draw(_frame(STAGES[:12]), SEED, RULE)
    assert frame_digest(_frame(shuffled)) == frame_digest(_frame(STAGES[:12]))


@given(st.integers(0, 39))
def test_changing_one_stage_changes_the_digest(place: int) -> None:
    changed = [*STAGES]
    changed[place] = str(UUID(int=999))
    assert frame_digest(_frame(changed)) != frame_digest(_frame(STAGES))


@pytest.mark.parametrize(
    ("size", "drawn", "reserve"), [(0, 0, 0), (1, 1, 0), (10, 1, 2), (11, 2, 2), (40, 4, 2)]
)
def test_a_tenth_is_drawn_rounded_up_but_at_least_one(size: int, drawn: int, reserve: int) -> None:
    lots = draw(_frame(STAGES[:size]), SEED, RULE)
    assert (len(lots.drawn), len(lots.reserve)) == (drawn, reserve)


def test_each_stratum_is_drawn_by_itself() -> None:
    frame = [*_frame(STAGES[:10], "civil"), *_frame(STAGES[10:20], "criminal")]
    drawn = draw(frame, SEED, RULE).drawn
    assert sum(stage in STAGES[:10] for stage in drawn) == 1
    assert sum(stage in STAGES[10:20] for stage in drawn) == 1


def test_what_must_be_reviewed_is_drawn_besides_the_lot() -> None:
    frame = [FrameEntry(STAGES[0], "civil", must_review=True), *_frame(STAGES[1:11])]
    drawn = draw(frame, SEED, RULE).drawn
    assert STAGES[0] in drawn
    assert len(drawn) == 2


def _stages(*ids: str) -> list[StageRecord]:
    return [replace(STAGE, stage_assignment_id=UUID(one)) for one in ids]


def test_the_strata_are_the_fields_that_the_rule_names() -> None:
    rule = replace(RULE, strata=("kind", "stage"))
    (known,) = frame_of([replace(STAGE, stage="TRIAL1")], {}, rule)
    (unknown,) = frame_of([replace(STAGE, kind=None)], {}, rule)
    assert (known.stratum, unknown.stratum) == ("civil/TRIAL1", "unknown/unknown")


def test_a_clock_that_the_handler_missed_demands_a_review_and_the_agencys_own_does_not() -> None:
    frame = frame_of(
        _stages(*STAGES[:3]), {UUID(STAGES[0]): {"T21"}, UUID(STAGES[1]): {"T22"}}, RULE
    )
    assert [entry.must_review for entry in frame] == [True, False, False]


def _published(frame: list[FrameEntry]) -> dict[str, object]:
    lots = draw(frame, SEED, RULE)
    return {
        "committed_at": "2026-11-30T15:59:59+00:00",
        "period_to": "2026-11-30",
        "rule": asdict(RULE),
        "late_stages": [],
        "seed": SEED,
        "seed_commitment": commitment(SEED),
        "frame": [
            {
                "stage_assignment_id": e.stage_assignment_id,
                "stratum": e.stratum,
                "must_review": e.must_review,
            }
            for e in frame
        ],
        "frame_digest": frame_digest(frame),
        "drawn": list(lots.drawn),
        "reserve": list(lots.reserve),
    }


@given(
    st.lists(st.sampled_from(["civil", "criminal", "administrative"]), max_size=40),
    st.sets(st.integers(0, 39)),
)
def test_an_outsider_repeats_the_draw_from_what_is_published(
    strata: list[str], demanded: set[int]
) -> None:
    frame = [
        FrameEntry(stage, stratum, place in demanded)
        for place, (stage, stratum) in enumerate(zip(STAGES, strata, strict=False))
    ]
    assert all(checks(_published(frame)).values())


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({"seed": "another"}, "seed"),
        ({"frame_digest": "0" * 64}, "frame"),
        ({"drawn": STAGES[:4]}, "drawn"),
        ({"drawn": []}, "drawn"),
        ({"reserve": []}, "reserve"),
        ({"committed_at": "2026-11-30T16:00:00Z"}, "committed before the period closed"),
        ({"late_stages": [{"stage_assignment_id": STAGES[0]}]}, "no stage told after the draw"),
    ],
)
def test_an_outsider_sees_a_forged_draw(change: dict[str, object], broken: str) -> None:
    assert not checks({**_published(_frame(STAGES)), **change})[broken]

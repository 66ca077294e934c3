"""A file is judged blind by two, answered by its handler, graded for good, and fed back."""

from typing import Any
from uuid import uuid4

import pytest

from services.quality.domain.review import JudgingRule
from services.quality.policy import JUDGING
from services.quality.usecases import open_review as opening
from tests.support.quality import FIRM, FIRM_ORG, QualityHouse
from tests.support.quality_story import (
    BEST,
    POINTS,
    PROVIDER,
    REVIEWERS,
    drawn_sample,
    open_review,
    registered,
    review_of,
    scored_review,
)


@pytest.mark.row("Q-04")
@pytest.mark.row("N6")
async def test_a_reviewer_never_sees_the_others_score_before_both_are_in(
    house: QualityHouse,
) -> None:
    review = await open_review(house)
    path = f"/reviews/{review['id']}"
    body = {"points": POINTS, "comment": "会见记录完整"}
    own = await house.post("q-1", f"{path}/scores", body)
    assert [(score["own"], score["comment"]) for score in own["scores"]] == [(True, "会见记录完整")]
    assert (await house.get("q-2", path))["scores"] == []
    assert (await house.get("officer", path))["scores"] == []
    assert (await house.get("officer", "/agreement")) == []
    both = await house.post("q-2", f"{path}/scores", {"points": POINTS})
    assert (both["state"], len(both["scores"])) == ("reply", 2)


@pytest.mark.row("Q-04")
async def test_who_reviewed_is_known_to_the_officer_alone(house: QualityHouse) -> None:
    review = await open_review(house)
    path = f"/reviews/{review['id']}"
    assert [one["subject"] for one in review["reviewers"]] == ["q-1", "q-2"]
    await house.get("lawyer-1", path, status=404)
    for reviewer in ("q-1", "q-2"):
        assert (await house.get(reviewer, path))["reviewers"] == []
        await house.post(reviewer, f"{path}/scores", {"points": POINTS})
    seen = await house.get("lawyer-1", path)
    assert (seen["grade_code"], seen["reviewers"]) == ("good", [])
    assert "q-1" not in str(seen)
    await house.get("lawyer-2", path, status=404)
    await house.get("stranger", path, status=404)


@pytest.mark.row("Q-07")
@pytest.mark.row("Q-09")
async def test_the_handler_replies_the_grade_is_final_and_is_fed_back(house: QualityHouse) -> None:
    review = await scored_review(house)
    path = f"/reviews/{review['id']}"
    finalization, version = f"{path}/finalization", review["version"]
    early = await house.post("officer", finalization, version=version, status=409)
    assert early["code"] == "reply_still_possible"
    assert (await house.get("lawyer-1", "/me/tasks"))["counts"] == {"results_to_answer": 1}
    await house.post("lawyer-2", f"{path}/reply", {"text": "不是我的案件。"}, status=404)
    replied = await house.post("lawyer-1", f"{path}/reply", {"text": "已补充通报记录。"})
    assert replied["reply"] == "已补充通报记录。"
    await house.get("firm-boss", path, status=404)
    seen = await house.get("officer", path)
    assert seen["reply"] == "已补充通报记录。"
    final = await house.post("officer", finalization, version=seen["version"], status=200)
    assert (final["state"], final["score_tenths"]) == ("final", 800)
    await house.get("q-1", path, status=404)
    assert (await house.get("firm-boss", path))["grade_code"] == "good"
    assert (await house.get("lawyer-2", "/reviews"))["items"] == []
    (line,) = (await house.get("lawyer-1", "/reviews"))["items"]
    assert line["grade_code"] == "good"


async def test_texts_go_with_the_person_and_the_verdict_stays(house: QualityHouse) -> None:
    review = await scored_review(house)
    path = f"/reviews/{review['id']}"
    await house.post("lawyer-1", f"{path}/reply", {"text": "无异议。"})
    erased = {"matter_id": review["matter_id"], "erased_at": "2026-11-20T00:00:00Z"}
    await house.hear("intake.matter.erased.v1", erased)
    seen = await house.get("officer", path)
    assert (seen["reply"], seen["scores"][0]["comment"]) == (None, None)
    assert [one["grade_code"] for one in seen["scores"]] == ["good", "good"]


@pytest.mark.row("Q-09")
async def test_the_rating_is_explained_to_whom_it_concerns(house: QualityHouse) -> None:
    review = await scored_review(house)
    path, rating_path = f"/reviews/{review['id']}", f"/providers/{PROVIDER}/rating"
    assert (await house.get("officer", rating_path))["rating_tenths"] is None
    await house.post("lawyer-1", f"{path}/reply", {"text": "无异议。"})
    version = (await house.get("officer", path))["version"]
    await house.post("officer", f"{path}/finalization", version=version, status=200)
    await house.perform("update_rating", {"provider_id": str(PROVIDER)})
    rating = await house.get("lawyer-1", rating_path)
    assert (rating["rating_tenths"], rating["review_count"]) == (800, 1)
    assert [(part["review_id"], part["weight"]) for part in rating["parts"]] == [(review["id"], 2)]
    assert (await house.get("firm-boss", rating_path)) == rating
    await house.get("lawyer-2", rating_path, status=404)


@pytest.mark.row("Q-04")
async def test_where_two_differ_a_third_decides(house: QualityHouse) -> None:
    review = await open_review(house)
    path = f"/reviews/{review['id']}"
    await house.post("q-1", f"{path}/scores", {"points": BEST})
    await house.post("q-2", f"{path}/scores", {"points": POINTS})
    state = await house.get("officer", path)
    assert (state["state"], state["scores"]) == ("third_needed", [])
    await _name_third(house, state)
    assert (await house.get("q-3", path))["scores"] == []
    last = await house.post("q-3", f"{path}/scores", {"points": BEST})
    assert (last["state"], last["grade_code"]) == ("reply", "excellent")
    assert (await house.get("officer", "/agreement")) == [
        {"scorecard_id": "FILE-CIVIL-1", "pairs": 1, "kappa_thousandths": 0}
    ]


@pytest.mark.row("Q-04")
async def test_a_grade_that_the_rule_names_is_read_by_a_third(
    house: QualityHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = JudgingRule("J", 100, ("excellent", "fail"), "test", False, JUDGING[0].valid_from)
    monkeypatch.setattr(opening, "JUDGING", (rule,))
    review = await open_review(house)
    path = f"/reviews/{review['id']}"
    for reviewer in ("q-1", "q-2"):
        await house.post(reviewer, f"{path}/scores", {"points": BEST})
    state = await house.get("officer", path)
    assert (state["state"], state["scores"]) == ("re_review", [])
    await house.get("lawyer-1", path, status=404)
    await _name_third(house, state)
    last = await house.post("q-3", f"{path}/scores", {"points": POINTS})
    assert (last["state"], last["grade_code"]) == ("reply", "good")


@pytest.mark.row("Q-04")
@pytest.mark.parametrize(
    "near",
    [
        {"subject": "q-9", "person_id": "p-9", "firm_id": str(FIRM)},
        {"subject": "q-9", "person_id": "p-9", "firm_id": FIRM_ORG},
        {"subject": "lawyer-1", "person_id": "p-lawyer-1"},
        {"subject": "lawyer-2", "person_id": "p-lawyer-2"},  # of that firm by the registry
        {"subject": "q-9", "person_id": "p-assigner"},
        {"subject": "another-account", "person_id": "p-q-1"},
    ],
)
async def test_a_reviewer_too_near_to_the_case_is_refused(
    house: QualityHouse, near: dict[str, str]
) -> None:
    stage = uuid4()
    await house.hear(*registered())
    await house.hear(*registered("lawyer-2", uuid4()))
    sample = await drawn_sample(house, stage)
    body = review_of(sample, stage, [REVIEWERS[0], near])
    problem = await house.post("officer", "/reviews", body, status=403)
    assert problem["code"] == "reviewer_not_independent"


async def test_what_the_officer_said_of_a_reviewer_is_checked_when_he_scores(
    house: QualityHouse,
) -> None:
    stage = uuid4()
    await house.hear(*registered())
    sample = await drawn_sample(house, stage)
    hidden = {"subject": "q-of-the-firm", "person_id": "p-q-of-the-firm"}
    body = review_of(sample, stage, [REVIEWERS[0], hidden])
    review = await house.post("officer", "/reviews", body)
    path = f"/reviews/{review['id']}/scores"
    problem = await house.post("q-of-the-firm", path, {"points": POINTS}, status=403)
    assert problem["code"] == "reviewer_not_independent"


async def test_a_stage_is_reviewed_once_and_only_if_it_was_drawn(house: QualityHouse) -> None:
    stage = uuid4()
    sample = await drawn_sample(house, stage)
    await house.post("officer", "/reviews", review_of(sample, stage))
    again = await house.post("officer", "/reviews", review_of(sample, stage), status=409)
    assert again["code"] == "stage_has_a_review"
    await house.post("officer", "/reviews", review_of(sample, uuid4()), status=404)


@pytest.mark.row("Q-04")
@pytest.mark.parametrize(
    ("person", "body", "status"),
    [
        ("q-3", {"points": POINTS}, 404),
        ("q-1", {"points": {"meeting": 80}}, 422),
        ("q-1", {"points": {**POINTS, "meeting": 101}}, 422),
        ("q-1", {"points": POINTS, "extra": 1}, 422),
        ("q-1", {"points": POINTS, "vetoes": ["bad_luck"]}, 422),
        ("officer", {"points": POINTS}, 403),
    ],
)
async def test_a_wrong_verdict_changes_nothing(
    house: QualityHouse, person: str, body: dict[str, Any], status: int
) -> None:
    review = await open_review(house)
    path = f"/reviews/{review['id']}"
    await house.post(person, f"{path}/scores", body, status=status)
    assert (await house.get("officer", path))["version"] == review["version"]


@pytest.mark.row("Q-03")
async def test_anybody_reads_by_what_a_file_is_judged(house: QualityHouse) -> None:
    cards = await house.get("nobody", "/scorecards")
    assert all(sum(one["weight"] for one in card["indicators"]) == 100 for card in cards)
    assert all(not card["verified"] for card in cards)
    review = await open_review(house)
    frozen = await house.get("nobody", f"/scorecards/{review['scorecard_id']}")
    assert [band["label_zh"] for band in frozen["bands"]] == ["优秀", "良好", "合格", "不合格"]
    await house.get("nobody", "/scorecards/FILE-UNKNOWN-1", status=404)


async def _name_third(house: QualityHouse, review: Any) -> None:
    third = {"subject": "q-3", "person_id": "p-q-3"}
    path = f"/reviews/{review['id']}/third-reviewer"
    await house.post("officer", path, third, version=review["version"], status=200)

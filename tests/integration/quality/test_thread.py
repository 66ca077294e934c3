"""A stage enters the register, is drawn by a committed seed, judged blind, answered, and graded."""

import random
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.quality.policy import CARDS
from tests.support.quality import AGENCY, FIRM, QualityHouse
from tools.verify_sample import checks

POINTS = {indicator.code: 80 for indicator in CARDS[0].indicators}
BEST = {indicator.code: 100 for indicator in CARDS[0].indicators}
REVIEWERS = [
    {"subject": "q-1", "person_id": "p-q-1"},
    {"subject": "q-2", "person_id": "p-q-2"},
]


def _events(stage: UUID, matter: UUID, assigned_by: str = "p-assigner") -> list[tuple[str, Any]]:
    base = {"stage_assignment_id": str(stage), "matter_id": str(matter), "agency_org_id": AGENCY}
    work = {"kind": "civil", "service": "LABOUR", "stage": "ARBITRATION"}
    return [
        (
            "assignment.stage_assignment.opened.v1",
            {**base, **work, "opened_at": "2026-10-01T01:00:00Z"},
        ),
        (
            "assignment.lawyer.assigned.v1",
            {
                **base,
                **work,
                "provider_id": str(UUID(int=3)),
                "provider_subject": "lawyer-1",
                "firm_id": str(FIRM),
                "assigned_by": assigned_by,
            },
        ),
        ("assignment.engagement.signed.v1", base),
        ("assignment.progress.recorded.v1", base),
        (
            "assignment.stage_assignment.closed.v1",
            {**base, "closed_on": "2026-11-03", "closing_code": "award"},
        ),
        ("assignment.closing_file.passed.v1", {**base, "passed_at": "2026-11-04T01:00:00Z"}),
    ]


async def _drawn_sample(house: QualityHouse, stage: UUID) -> Any:
    sample = await house.post(
        "officer", "/samples", {"period_from": "2026-11-01", "period_to": "2026-11-30"}
    )
    for event_type, data in _events(stage, uuid4()):
        await house.hear(event_type, data)
    house.clock.advance(timedelta(days=30))
    return await house.post("officer", f"/samples/{sample['id']}/draw", version=1, status=200)


async def _open_review(house: QualityHouse) -> Any:
    stage = uuid4()
    sample = await _drawn_sample(house, stage)
    body = {"sample_id": sample["id"], "stage_assignment_id": str(stage), "reviewers": REVIEWERS}
    return await house.post("officer", "/reviews", body)


@pytest.mark.row("Q-02")
@pytest.mark.row("N5")
async def test_the_seed_is_committed_first_and_the_draw_can_be_repeated(
    house: QualityHouse,
) -> None:
    sample = await _drawn_sample(house, uuid4())
    assert sample["state"] == "drawn"
    published = await house.get("auditor", f"/published-samples/{sample['id']}")
    assert all(checks(published).values())


@pytest.mark.row("Q-02")
async def test_before_the_draw_nobody_sees_the_seed_and_the_period_must_be_over(
    house: QualityHouse,
) -> None:
    sample = await house.post(
        "officer", "/samples", {"period_from": "2026-11-01", "period_to": "2026-11-30"}
    )
    assert sample["seed"] is None
    problem = await house.post("officer", f"/samples/{sample['id']}/draw", version=1, status=409)
    assert problem["code"] == "sample_period_still_open"
    await house.get("stranger", f"/samples/{sample['id']}", status=404)


async def test_a_seed_for_a_past_period_is_refused(house: QualityHouse) -> None:
    body = {"period_from": "2026-10-01", "period_to": "2026-10-31"}
    assert (await house.post("officer", "/samples", body, status=409))[
        "code"
    ] == "seed_committed_too_late"


@pytest.mark.row("Q-01")
async def test_events_in_any_order_and_twice_give_the_same_register(house: QualityHouse) -> None:
    stage, matter = uuid4(), uuid4()
    events = [(uuid4(), *one) for one in _events(stage, matter)] * 2
    random.Random(7).shuffle(events)
    for message_id, event_type, data in events:
        await house.hear(event_type, data, message_id)
    lines = (await house.get("officer", "/stages"))["items"]
    assert [line["stage_assignment_id"] for line in lines] == [str(stage)]
    assert lines[0]["closed_on"] == "2026-11-03"
    assert lines[0]["provider_id"] == str(UUID(int=3))
    assert (await house.get("stranger", "/stages"))["items"] == []


@pytest.mark.row("Q-04")
@pytest.mark.row("N6")
async def test_a_reviewer_never_sees_the_others_score_before_both_are_in(
    house: QualityHouse,
) -> None:
    review = await _open_review(house)
    path = f"/reviews/{review['id']}"
    await house.post("q-1", f"{path}/scores", {"points": POINTS})
    assert (await house.get("q-2", path))["scores"] == []
    assert (await house.get("officer", path))["scores"] == []
    assert [score["own"] for score in (await house.get("q-1", path))["scores"]] == [True]
    await house.get("lawyer-1", path, status=404)
    both = await house.post("q-2", f"{path}/scores", {"points": POINTS})
    assert both["state"] == "reply"
    assert len(both["scores"]) == 2
    seen_by_handler = await house.get("lawyer-1", path)
    assert seen_by_handler["grade_code"] == "good"
    assert "q-1" not in str(seen_by_handler)
    await house.get("lawyer-2", path, status=404)


@pytest.mark.row("Q-07")
@pytest.mark.row("Q-09")
async def test_the_handler_replies_the_grade_is_final_and_the_rating_follows(
    house: QualityHouse,
) -> None:
    review = await _open_review(house)
    path = f"/reviews/{review['id']}"
    for reviewer in ("q-1", "q-2"):
        await house.post(reviewer, f"{path}/scores", {"points": POINTS, "comment": "会见记录完整"})
    version = (await house.get("officer", path))["version"]
    early = await house.post("officer", f"{path}/finalization", version=version, status=409)
    assert early["code"] == "reply_still_possible"
    await house.post("lawyer-1", f"{path}/reply", {"text": "已补充通报记录。"})
    version = (await house.get("officer", path))["version"]
    final = await house.post("officer", f"{path}/finalization", version=version, status=200)
    assert (final["state"], final["score_tenths"]) == ("final", 800)
    await house.get("q-1", path, status=404)
    await house.perform("update_rating", {"provider_id": str(UUID(int=3))})
    rating = await house.get("officer", f"/providers/{UUID(int=3)}/rating")
    assert (rating["rating_tenths"], rating["review_count"]) == (800, 1)


@pytest.mark.row("Q-04")
async def test_where_two_differ_a_third_decides(house: QualityHouse) -> None:
    review = await _open_review(house)
    path = f"/reviews/{review['id']}"
    await house.post("q-1", f"{path}/scores", {"points": BEST})
    await house.post("q-2", f"{path}/scores", {"points": POINTS})
    state = await house.get("officer", path)
    assert (state["state"], state["scores"]) == ("third_needed", [])
    third = {"subject": "q-3", "person_id": "p-q-3"}
    await house.post(
        "officer", f"{path}/third-reviewer", third, version=state["version"], status=200
    )
    last = await house.post("q-3", f"{path}/scores", {"points": BEST})
    assert (last["state"], last["grade_code"]) == ("reply", "excellent")


async def test_a_reviewer_of_the_handlers_firm_is_refused(house: QualityHouse) -> None:
    stage = uuid4()
    sample = await _drawn_sample(house, stage)
    near = {"subject": "q-9", "person_id": "p-9", "firm_id": str(FIRM)}
    body = {
        "sample_id": sample["id"],
        "stage_assignment_id": str(stage),
        "reviewers": [near, REVIEWERS[0]],
    }
    problem = await house.post("officer", "/reviews", body, status=403)
    assert problem["code"] == "reviewer_not_independent"


@pytest.mark.parametrize(
    ("person", "body", "status"),
    [
        ("q-3", {"points": POINTS}, 404),
        ("q-1", {"points": {"meeting": 80}}, 422),
        ("q-1", {"points": {**POINTS, "meeting": 101}}, 422),
        ("q-1", {"points": POINTS, "extra": 1}, 422),
        ("officer", {"points": POINTS}, 403),
    ],
)
async def test_a_wrong_verdict_changes_nothing(
    house: QualityHouse, person: str, body: dict[str, Any], status: int
) -> None:
    review = await _open_review(house)
    path = f"/reviews/{review['id']}"
    await house.post(person, f"{path}/scores", body, status=status)
    assert (await house.get("officer", path))["version"] == review["version"]

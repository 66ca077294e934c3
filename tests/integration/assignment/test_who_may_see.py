"""Integration: who sees and works on a case - the holder, the unit, the organ, and nobody else."""

from uuid import uuid4

import pytest

from tests.support.assignment_house import AssignmentHouse, grant, notice
from tests.support.assignment_papers import (
    closed_case,
    firm_of,
    named_case,
    opened_case,
    provider_of,
)

NOTICE = "intake.notice.accepted.v1"
LOOKERS = (
    "assigner",
    "stranger",
    "court",
    "centre",
    "manager-1",
    "manager-2",
    "lawyer-chen",
    "lawyer-li",
    "lawyer-wang",
)


async def seen_by(house: AssignmentHouse, case_id: str) -> set[str]:
    seen = set()
    for person in LOOKERS:
        found = await house.get(person, "/stage-assignments")
        if case_id in {item["id"] for item in found["items"]}:
            await house.get(person, f"/stage-assignments/{case_id}")
            seen.add(person)
        else:
            await house.get(person, f"/stage-assignments/{case_id}", status=404)
    return seen


@pytest.mark.row("A-04")
async def test_a_case_opens_to_the_organ_then_the_unit_then_the_holder(
    house: AssignmentHouse,
) -> None:
    opened = await opened_case(house, notice(uuid4()), NOTICE)
    assert await seen_by(house, opened["id"]) == {"assigner", "court"}
    held = await named_case(house, notice(uuid4()), NOTICE, "lawyer-chen")
    assert await seen_by(house, held["id"]) == {"assigner", "court", "manager-1", "lawyer-chen"}


async def test_a_manager_names_a_handler_of_the_own_unit_only(house: AssignmentHouse) -> None:
    case = await opened_case(house, notice(uuid4()), NOTICE)
    path = f"/stage-assignments/{case['id']}"
    unit = {
        "firm_id": await firm_of(house, "LF-DEMO-01"),
        "override_reason_code": "specialist_team",
    }
    await house.post("assigner", f"{path}/unit-assignment", unit, version=1)
    stranger = {"provider_id": await provider_of(house, "lawyer-wang")}
    own = {"provider_id": await provider_of(house, "lawyer-chen")}
    unfit = {"provider_id": await provider_of(house, "lawyer-li")}
    await house.post("manager-2", f"{path}/handler", own, version=2, status=404)
    refused = await house.post("manager-1", f"{path}/handler", stranger, version=2, status=409)
    assert refused["code"] == "handler_is_not_of_the_unit"
    refused = await house.post("manager-1", f"{path}/handler", unfit, version=2, status=409)
    assert (refused["code"], "G2" in refused["detail"]) == ("handler_not_qualified", True)
    named = await house.post("manager-1", f"{path}/handler", own, version=2)
    assert named["state"] == "handler_named"


async def test_nobody_but_the_holder_works_on_the_case(house: AssignmentHouse) -> None:
    case = await named_case(house, notice(uuid4()), NOTICE, "lawyer-chen")
    path = f"/stage-assignments/{case['id']}"
    progress = {"progress_code": "file_read", "happened_on": "2026-11-24"}
    await house.post("lawyer-li", f"{path}/progress-records", progress, status=404)
    await house.post("assigner", f"{path}/progress-records", progress, status=403)
    await house.post("lawyer-chen", f"{path}/progress-records", progress)


async def test_notes_go_with_the_person_and_the_record_stays(house: AssignmentHouse) -> None:
    case = await named_case(house, notice(uuid4()), NOTICE, "lawyer-chen")
    path = f"/stage-assignments/{case['id']}/progress-records"
    step = {"progress_code": "file_read", "happened_on": "2026-11-24", "note": "阅卷两册"}
    await house.post("lawyer-chen", path, step)
    stream = f"matter/{case['matter_id']}"
    erased = {"matter_id": case["matter_id"], "erased_at": "2026-11-24T05:00:00Z"}
    (before,) = await house.get("lawyer-chen", path)
    await house.hear("intake.matter.erased.v1", stream, "LA-150203", erased)
    (after,) = await house.get("lawyer-chen", path)
    assert after == {**before, "note": None}
    assert before["note"] == "阅卷两册"


async def test_only_the_organ_acknowledges_and_only_the_agency_records_paper(
    house: AssignmentHouse,
) -> None:
    case = await named_case(house, notice(uuid4()), NOTICE, "lawyer-chen")
    path = f"/stage-assignments/{case['id']}/organ-notices"
    acknowledgment = {"proof_code": "partner_acknowledgment"}
    await house.post("centre", path, acknowledgment, status=404)
    await house.post("assigner", path, acknowledgment, status=403)
    await house.post("court", path, {"proof_code": "paper_receipt"}, status=403)
    await house.post("court", path, acknowledgment)


@pytest.mark.parametrize("reviewer", ["quality", "lawyer-sun"])
async def test_reviewers_read_the_closing_file_while_their_review_lasts(
    house: AssignmentHouse, reviewer: str
) -> None:
    case = await closed_case(house, grant(uuid4()))
    path = f"/stage-assignments/{case['id']}/closing-file"
    await house.get(reviewer, path, status=404)
    review = {
        "review_id": uuid4(),
        "stage_assignment_id": case["id"],
        "matter_id": case["matter_id"],
        "agency_org_id": "LA-150203",
        "reviewer_subjects": [reviewer],
    }
    stream = f"matter/{case['matter_id']}"
    await house.hear("quality.review.opened.v1", stream, "LA-150203", review)
    await house.get(reviewer, path)
    final = {
        **review,
        "provider_id": case["handler"]["provider_id"],
        "grade_code": "good",
        "score_tenths": 860,
        "finalized_at": "2026-11-24T05:00:00Z",
    }
    await house.hear("quality.review.finalized.v1", stream, "LA-150203", final)
    await house.get(reviewer, path, status=404)

"""Integration: a case from the grant to the passed file, over HTTP, on a real database."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from shared.db.tables import obligation, outbox
from tests.support.assignment_house import AssignmentHouse, grant, notice
from tests.support.assignment_papers import (
    FILE,
    closed_case,
    firm_of,
    named_case,
    opened_case,
    provider_of,
)

CASES = "/stage-assignments"


async def said(house: AssignmentHouse, stream: str) -> list[str]:
    query = select(outbox.c.type).where(outbox.c.stream == stream).order_by(outbox.c.stream_seq)
    return [row.type for row in await house.rows(query)]


async def clock(house: AssignmentHouse, case_id: str, code: str) -> Any:
    query = select(obligation).where(
        obligation.c.subject == f"stage_assignment/{case_id}", obligation.c.code == code
    )
    return (await house.rows(query))[0]


async def assigned_and_told(house: AssignmentHouse, path: str) -> str:
    """The first of the ranking takes the case and the court acknowledges; gives the account."""
    candidates = await house.get("assigner", f"{path}/candidates")
    first = candidates["ranked"][0]
    unit = {"firm_id": first["firm_id"]}
    case = await house.post("assigner", f"{path}/unit-assignment", unit, version=1)
    assert case["letter_no"] == "LA-150203/2026/00001"
    handler = {"provider_id": first["provider_id"]}
    await house.post("head", f"{path}/handler", handler, version=2)
    assert (await clock(house, case["id"], "T04")).met_at is None
    acknowledgment = {"proof_code": "partner_acknowledgment"}
    await house.post("court", f"{path}/organ-notices", acknowledgment)
    assert (await clock(house, case["id"], "T04")).met_at is not None
    return await house.subject_of(first["provider_id"])


async def worked_on(house: AssignmentHouse, path: str, lawyer: str) -> None:
    await house.post(lawyer, f"{path}/engagement", {"signed_on": "2026-11-25"}, version=4)
    for code, note in (("first_meeting_held", "会见顺利"), ("papers_handed_to_court", None)):
        record = {"progress_code": code, "happened_on": "2026-11-25", "note": note}
        await house.post(lawyer, f"{path}/progress-records", record)
    notes = await house.get(lawyer, f"{path}/progress-records")
    assert [note["note"] for note in notes] == ["会见顺利", None]


async def closed_and_passed(house: AssignmentHouse, path: str, lawyer: str) -> None:
    paper = {"closing_code": "judgment_received", "closed_on": "2026-12-14"}
    await house.post(lawyer, f"{path}/closing", paper, version=5)
    filed = await house.post(lawyer, f"{path}/closing-file/submissions", {"items": FILE})
    assert filed["missing"] == []
    passed = await house.post("reviewer", f"{path}/closing-file/pass", version=filed["version"])
    assert passed["state"] == "file_passed"


@pytest.mark.row("A-04")
@pytest.mark.row("A-12")
async def test_a_notice_case_runs_from_the_notice_to_the_passed_file(
    house: AssignmentHouse,
) -> None:
    matter_id = uuid4()
    case = await opened_case(house, notice(matter_id), "intake.notice.accepted.v1")
    path = f"{CASES}/{case['id']}"

    lawyer = await assigned_and_told(house, path)
    house.clock.advance(days=1)
    await worked_on(house, path, lawyer)
    house.clock.advance(days=20)
    await closed_and_passed(house, path, lawyer)

    for code in ("T04", "T13", "T14", "T21", "T22"):
        assert (await clock(house, case["id"], code)).met_at is not None, code
    assert await said(house, f"matter/{matter_id}") == [
        "assignment.stage_assignment.opened.v1",
        "assignment.lawyer.assigned.v1",
        "assignment.organ.told.v1",
        "assignment.engagement.signed.v1",
        "assignment.progress.recorded.v1",
        "assignment.progress.recorded.v1",
        "assignment.stage_assignment.closed.v1",
        "assignment.closing_file.submitted.v1",
        "assignment.closing_file.passed.v1",
    ]


@pytest.mark.row("A-12")
async def test_a_file_that_lacks_an_item_is_returned_and_the_agency_clock_stands_still(
    house: AssignmentHouse,
) -> None:
    case = await closed_case(house, grant(uuid4()))
    path = f"{CASES}/{case['id']}/closing-file"
    short = [item for item in FILE if item["item_code"] != "closing_report"]
    filed = await house.post("lawyer-zhao", f"{path}/submissions", {"items": short})
    assert filed["missing"] == ["closing_report"]
    refused = await house.post("reviewer", f"{path}/pass", version=filed["version"], status=409)
    assert (refused["code"], "closing_report" in refused["detail"]) == (
        "closing_file_incomplete",
        True,
    )
    back = await house.post(
        "reviewer",
        f"{path}/returns",
        {"reason_code": "items_missing", "item_codes": ["closing_report"]},
        version=filed["version"],
    )
    before = (await clock(house, case["id"], "T22")).limit_at
    house.clock.advance(days=3)
    added = [item for item in FILE if item["item_code"] == "closing_report"]
    again = await house.post("lawyer-zhao", f"{path}/submissions", {"items": added})
    assert (back["state"], again["missing"]) == ("file_returned", [])
    assert (await clock(house, case["id"], "T22")).limit_at > before
    await house.post("reviewer", f"{path}/pass", version=again["version"])


@pytest.mark.row("A-04")
async def test_one_handler_takes_a_group_in_one_call_and_a_stale_member_stops_all(
    house: AssignmentHouse,
) -> None:
    group_id = uuid4()
    cases = [
        await opened_case(house, grant(uuid4(), group_id=group_id), "intake.application.granted.v1")
        for _ in range(3)
    ]
    members = [{"stage_assignment_id": case["id"], "version": 1} for case in cases]
    body = {
        "group_id": str(group_id),
        "stage_assignments": members,
        "firm_id": await firm_of(house, "LF-DEMO-02"),
        "provider_id": await provider_of(house, "lawyer-zhao"),
        "override_reason_code": "group_case",
    }
    changed = {"stage_assignment_id": cases[2]["id"], "version": 9}
    stale = {**body, "stage_assignments": [*members[:2], changed]}
    await house.post("assigner", "/group-assignments", stale, status=412)
    assert (await house.get("assigner", f"{CASES}/{cases[0]['id']}"))["state"] == "opened"
    done = await house.post("assigner", "/group-assignments", body)
    assert {item["handler"]["name"] for item in done["items"]} == {"演示赵四"}
    wrong = {**body, "group_id": str(uuid4())}
    refused = await house.post("assigner", "/group-assignments", wrong, status=409)
    assert refused["code"] == "group_does_not_match"


@pytest.mark.row("N1")
@pytest.mark.row("N9")
@pytest.mark.row("A-03")
async def test_the_record_of_a_choice_replays_and_candidates_has_no_effect(
    house: AssignmentHouse,
) -> None:
    case = await opened_case(house, notice(uuid4()), "intake.notice.accepted.v1")
    path = f"{CASES}/{case['id']}"
    looked = await house.get("assigner", f"{path}/candidates")
    again = await house.get("assigner", f"{path}/candidates")
    assert looked == again
    assert (await house.get("assigner", path))["version"] == 1
    removed = {c["provider_name"]: c["checks"] for c in looked["removed"]}
    rules = {name: {c["rule"] for c in checks if c["reason"]} for name, checks in removed.items()}
    assert rules["演示郑九"] >= {"G0"}  # a grassroots worker in a criminal case
    assert rules["演示孙六"] >= {"G7"}  # suspended
    assert rules["演示吴八"] >= {"G5"}  # left the bench a year ago
    assert rules["演示李二"] == {"G2"}  # no experience with minors
    first = looked["ranked"][0]
    other = next(c for c in looked["ranked"] if c["firm_id"] != first["firm_id"])
    chosen = {"firm_id": other["firm_id"]}
    refused = await house.post("assigner", f"{path}/unit-assignment", chosen, version=1, status=409)
    assert refused["code"] == "override_reason_missing"
    chosen["override_reason_code"] = "specialist_team"
    await house.post("assigner", f"{path}/unit-assignment", chosen, version=1)
    (item,) = await house.get("assigner", f"{path}/match-records")
    record = await house.get("assigner", f"/match-records/{item['id']}")
    assert record["replays"] is True
    assert record["override_reason"] == "specialist_team"
    ranked = [c["provider_id"] for c in record["result"]["ranked"]]
    assert ranked == [c["provider_id"] for c in looked["ranked"]]
    assert record["proof"]["case_digest"] == looked["conflict_proof"]["case_digest"]


@pytest.mark.row("A-03")
async def test_a_co_accused_of_a_linked_case_needs_another_defender(
    house: AssignmentHouse,
) -> None:
    first = await named_case(house, notice(uuid4()), "intake.notice.accepted.v1", "lawyer-chen")
    case = await opened_case(house, notice(uuid4()), "intake.notice.accepted.v1")
    path = f"{CASES}/{case['id']}"
    looked = await house.get("assigner", f"{path}/candidates")
    barred = [c for c in looked["removed"] if c["provider_id"] == first["handler"]["provider_id"]]
    assert [c["rule"] for c in barred[0]["checks"] if c["reason"]] == ["G3"]
    assert looked["conflict_proof"]["hit_count"] == 1


async def test_the_other_side_of_a_running_dispute_needs_another_lawyer(
    house: AssignmentHouse,
) -> None:
    await named_case(house, grant(uuid4()), "intake.application.granted.v1", "lawyer-zhao")
    boss = grant(uuid4(), party_tokens=["builder"], opponent_tokens=["someone"])
    case = await opened_case(house, boss, "intake.application.granted.v1")
    looked = await house.get("assigner", f"{CASES}/{case['id']}/candidates")
    barred = [c for c in looked["removed"] if c["provider_name"] == "演示赵四"]
    assert [c["rule"] for c in barred[0]["checks"] if c["reason"]] == ["G4"]

"""Integration: what a partner is told, its feed and inbox, and the acknowledgment that is the proof."""

from typing import Any
from uuid import uuid4

import pytest

from tests.support.intake_bodies import duty_request, minor_notice
from tests.support.intake_house import IntakeHouse

pytestmark = pytest.mark.row("I-14")
LAWYER = {
    "provider_subject": "lawyer",
    "provider_name": "演示陈一",
    "license_no": "11502202610000001",
    "firm_name": "演示晨岳律师事务所",
    "work_phone": "13800001001",
}


async def accepted_notice(house: IntakeHouse, **changes: Any) -> dict[str, Any]:
    notice = await house.post("procuratorate", "/notices", minor_notice(**changes), status=202)
    path = f"/notices/{notice['id']}/acceptance"
    made: dict[str, Any] = await house.post("clerk", path, {}, version=notice["version"])
    return made


async def assigned(house: IntakeHouse, notice: dict[str, Any]) -> str:
    """Assignment names the lawyer; the id of the stage assignment."""
    stage_assignment_id = str(uuid4())
    fact = {
        **LAWYER,
        "stage_assignment_id": stage_assignment_id,
        "matter_id": notice["matter_id"],
        "agency_org_id": "LA-150203",
        "stage": notice["stage"],
        "assigned_at": house.clock.now(),
    }
    await house.hear("assignment.lawyer.assigned.v1", f"matter/{notice['matter_id']}", fact)
    return stage_assignment_id


async def waiting(house: IntakeHouse, person: str) -> list[dict[str, Any]]:
    feed = await house.get(person, "/partner-messages?state=pending")
    items: list[dict[str, Any]] = feed["items"]
    return items


async def test_the_organ_hears_of_acceptance_and_of_the_lawyer_by_its_own_reference(
    house: IntakeHouse,
) -> None:
    notice = await accepted_notice(house)
    await assigned(house, notice)
    accepted, named = await waiting(house, "procuratorate")
    assert accepted["type"] == "notice.accepted"
    assert accepted["data"]["case_no"] == "〔2026〕150203援刑00001号"
    assert named["type"] == "lawyer.assigned"
    assert named["data"]["provider_name"] == LAWYER["provider_name"]
    assert {one["reference"] for one in (accepted, named)} == {notice["reference"]}
    assert "演示小林" not in str((accepted, named)), "nobody who is helped is ever named"


async def test_a_returned_notice_tells_the_organ_why(house: IntakeHouse) -> None:
    notice = await house.post("procuratorate", "/notices", minor_notice(), status=202)
    body = {"reason_codes": ["HAS_COUNSEL"]}
    await house.post("clerk", f"/notices/{notice['id']}/return", body, version=1)
    (told,) = await waiting(house, "procuratorate")
    assert (told["type"], told["data"]["reason_codes"]) == ("notice.returned", ["HAS_COUNSEL"])


async def test_the_custody_place_hears_each_step_of_its_duty_request(house: IntakeHouse) -> None:
    request = await house.post("detention", "/duty-requests", duty_request(), status=202)
    for step in ("dispatched", "accepted", "finished"):
        fact = {
            "duty_request_id": request["id"],
            "agency_org_id": "LA-150203",
            "organ_org_id": "DC-DEMO-A",
            f"{step}_at": house.clock.now(),
        }
        stream = f"duty_request/{request['id']}"
        await house.hear(f"assignment.duty_request.{step}.v1", stream, fact)
        house.clock.advance(minutes=5)
    told = await waiting(house, "detention")
    steps = ["duty_request.dispatched", "duty_request.accepted", "duty_request.finished"]
    assert [one["type"] for one in told] == steps
    await house.post("detention", f"/partner-messages/{told[0]['id']}/acknowledgment", status=200)
    (said,) = [m for m in await house.said() if m.type == "intake.duty_message.delivered.v1"]
    assert said.stream == f"duty_request/{request['id']}"


async def test_the_acknowledgment_is_the_proof_and_is_said_once(house: IntakeHouse) -> None:
    notice = await accepted_notice(house)
    stage_assignment_id = await assigned(house, notice)
    ids = [one["id"] for one in await waiting(house, "procuratorate")]
    path = "/partner-messages/acknowledgments"
    for _ in range(2):
        told = await house.post("procuratorate", path, {"message_ids": ids}, status=200)
        assert {one["proof"] for one in told["items"]} == {"acknowledged"}
        house.clock.advance(hours=1)
    assert await waiting(house, "procuratorate") == []
    stream = f"matter/{notice['matter_id']}"
    said = [m for m in await house.said(stream) if "partner_message" in m.type]
    assert [m.data["message_kind"] for m in said] == ["notice.accepted", "lawyer.assigned"]
    assert said[1].data["stage_assignment_id"] == stage_assignment_id
    assert said[1].data["partner_org_id"] == "PR-150203"


async def test_a_message_of_another_partner_is_not_there(house: IntakeHouse) -> None:
    await accepted_notice(house)
    (told,) = await waiting(house, "procuratorate")
    assert await waiting(house, "court") == []
    await house.get("court", f"/partner-messages/{told['id']}", status=404)
    one = f"/partner-messages/{told['id']}/acknowledgment"
    refused = await house.post("court", one, status=404)
    assert refused["code"] == "partner_message_not_found"
    several = {"message_ids": [told["id"], str(uuid4())]}
    await house.post("procuratorate", "/partner-messages/acknowledgments", several, status=404)
    assert [one["id"] for one in await waiting(house, "procuratorate")] == [told["id"]]


async def test_the_feed_is_paged_by_a_signed_cursor(house: IntakeHouse) -> None:
    for number in range(3):
        await accepted_notice(house, reference=f"DEMO-PR-{number}")
        house.clock.advance(minutes=1)
    first = await house.get("procuratorate", "/partner-messages?state=pending&limit=2")
    rest = await house.get(
        "procuratorate",
        f"/partner-messages?state=pending&limit=2&cursor={first['next_cursor']}",
    )
    references = [one["reference"] for one in first["items"] + rest["items"]]
    assert references == ["DEMO-PR-0", "DEMO-PR-1", "DEMO-PR-2"]
    assert rest["next_cursor"] is None
    forged = await house.get("procuratorate", "/partner-messages?cursor=e30.forged", status=422)
    assert forged["code"] == "cursor_not_valid"


async def test_the_agency_sees_what_its_partners_have_not_taken(house: IntakeHouse) -> None:
    await accepted_notice(house)
    (seen,) = await waiting(house, "clerk")
    assert seen["partner_org_id"] == "PR-150203"
    assert await waiting(house, "city-clerk") == []

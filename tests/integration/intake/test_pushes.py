"""Integration: corrections, lists, later stages and updates of what organs push, over HTTP."""

import hashlib
from typing import Any

import pytest
from sqlalchemy import select

from services.intake.store.push_tables import push_version
from shared.db.tables import audit_entry
from tests.support.file_samples import PDF
from tests.support.intake_bodies import (
    ELDER_NUMBER,
    duty_request,
    elder_application,
    minor_notice,
    notice_list,
    organ_update,
)
from tests.support.intake_house import IntakeHouse
from tests.support.uploads import uploaded

pytestmark = pytest.mark.row("I-08")


async def pushed(house: IntakeHouse, **changes: Any) -> dict[str, Any]:
    body = minor_notice(**changes)
    answer: dict[str, Any] = await house.post("procuratorate", "/notices", body, status=202)
    return answer


async def accepted(house: IntakeHouse, notice: dict[str, Any]) -> dict[str, Any]:
    path = f"/notices/{notice['id']}/acceptance"
    answer: dict[str, Any] = await house.post("clerk", path, {}, version=notice["version"])
    return answer


async def types_said(house: IntakeHouse, stream: str) -> list[str]:
    return [message.type for message in await house.said(stream)]


async def test_other_content_under_the_same_reference_is_a_correction(house: IntakeHouse) -> None:
    notice = await pushed(house)
    again = await pushed(house)
    corrected = await pushed(
        house, reason="更正：已满十七周岁", organ_case_no="DEMO-昆检刑-2026-89"
    )
    assert again["id"] == corrected["id"] == notice["id"]
    history = await house.get("procuratorate", f"/notices/{notice['id']}/versions")
    assert [one["number"] for one in history["versions"]] == [1, 2]
    assert history["versions"][1]["changed"] == ["fields"]
    (said,) = await house.said(f"matter/{notice['matter_id']}")
    assert (said.type, said.data["accepted"]) == ("intake.notice.corrected.v1", False)
    assert "更正" not in str(said.data)
    kept = await house.rows(select(push_version.c.content_sealed))
    assert len(kept) == 2
    assert all("更正".encode() not in row.content_sealed for row in kept)


async def test_after_acceptance_a_correction_is_told_but_never_makes_another_case(
    house: IntakeHouse,
) -> None:
    notice = await accepted(house, await pushed(house))
    corrected = await pushed(house, cause_code="robbery")
    assert corrected["state"] == "accepted"
    body = minor_notice(ground_code="N4")
    refused = await house.post("procuratorate", "/notices", body, status=409)
    assert refused["code"] == "correction_changes_the_case"
    assert refused["facts"]["fields"] == ["ground_code"]
    shown = await house.get("clerk", f"/notices/{notice['id']}")
    assert (shown["ground_code"], shown["cause_code"]) == ("N1", "robbery")
    last = (await house.said(f"matter/{notice['matter_id']}"))[-1]
    assert last.data["changed_fields"] == ["cause_code"]


async def test_a_returned_notice_is_open_again_once_corrected(house: IntakeHouse) -> None:
    notice = await pushed(house)
    body = {"reason_codes": ["GROUND_UNPROVEN"]}
    await house.post("clerk", f"/notices/{notice['id']}/return", body, version=1)
    corrected = await pushed(house, reason="补正：附年龄证明")
    assert (corrected["id"], corrected["state"]) == (notice["id"], "received")
    assert corrected["return_reason_codes"] == []


async def test_one_notice_may_list_many_persons_and_one_without_a_name(house: IntakeHouse) -> None:
    answer = await house.post("procuratorate", "/notice-lists", notice_list(), status=202)
    notices = answer["notices"]
    assert len({one["matter_id"] for one in notices}) == 2
    file = await house.get("clerk", f"/matters/{notices[1]['matter_id']}/file?purpose=notice")
    (unknown,) = [one for one in file["people"] if one["part"] == "accused"]
    assert unknown["document_kind"] == "custody_number"
    first = [await accepted(house, one) for one in notices]
    said = [(await house.said(f"matter/{one['matter_id']}"))[-1].data for one in first]
    assert said[0]["opponent_tokens"] == said[1]["party_tokens"]
    listed = await house.get("court", "/notices")
    assert listed["items"] == []


async def test_nobody_without_name_and_number_can_be_told_apart(house: IntakeHouse) -> None:
    body = minor_notice(accused={"document_kind": "unknown"})
    problem = await house.post("procuratorate", "/notices", body, status=422)
    assert problem["errors"][0]["pointer"] == "/accused"
    body = minor_notice(found_on="2026-12-01")
    problem = await house.post("procuratorate", "/notices", body, status=422)
    assert (problem["code"], problem["errors"][0]["pointer"]) == ("day_in_the_future", "/found_on")


async def test_who_gave_no_name_is_identified_later_on_the_record(house: IntakeHouse) -> None:
    notice = await pushed(house, accused={"custody_no": "DEMO-K-9"})
    path = f"/matters/{notice['matter_id']}/identification"
    number = {"document_kind": "citizen_id", "document_number": ELDER_NUMBER}
    wrong = {"name": "演示小林", **number, "document_number": "110105194912310021"}
    problem = await house.post("clerk", path, wrong, status=422)
    assert problem["errors"][0]["pointer"] == "/document_number"
    await house.post("procuratorate", path, {"name": "演示小林", **number}, status=403)
    await house.post("clerk", path, {"name": "演示小林", **number})
    again = await house.post("clerk", path, {"name": "演示小林", **number}, status=409)
    assert again["code"] == "identity_already_known"
    found = await house.post(
        "clerk", "/people/search", {"document_number": ELDER_NUMBER}, status=200
    )
    assert [one["matter_id"] for one in found["items"]] == [notice["matter_id"]]
    ((facts,),) = await house.rows(
        select(audit_entry.c.facts).where(audit_entry.c.act == "person.identify")
    )
    assert facts["before"] != facts["after"]
    assert (await types_said(house, f"matter/{notice['matter_id']}"))[-1] == (
        "intake.matter.parties_changed.v1"
    )


async def test_papers_named_by_digest_are_attached_once_they_have_arrived(
    house: IntakeHouse,
) -> None:
    digest = hashlib.sha256(PDF).hexdigest()
    notice = await pushed(house, attachments=[digest])
    path = f"/notices/{notice['id']}/versions"
    awaited = (await house.get("procuratorate", path))["attachments"]
    assert awaited == [{"digest": digest, "material_id": None}]
    await uploaded(house, "procuratorate", PDF)
    again = await pushed(house, attachments=[digest])
    assert again["id"] == notice["id"]
    (arrived,) = (await house.get("procuratorate", path))["attachments"]
    assert arrived["material_id"]
    materials = await house.get("clerk", f"/matters/{notice['matter_id']}/materials")
    assert [one["id"] for one in materials["items"]] == [arrived["material_id"]]


async def test_a_later_stage_joins_the_matter_and_keeps_its_number(house: IntakeHouse) -> None:
    who = {"name": "演示小林", "document_kind": "citizen_id", "document_number": ELDER_NUMBER}
    first = await accepted(house, await pushed(house, accused=who))
    body = minor_notice(
        accused=who, organ_org_id="CT-150203", reference="DEMO-CT-1", stage="FIRST",
    )  # fmt: skip
    later = await house.post("court", "/notices", body, status=202)
    assert later["matter_id"] == first["matter_id"]
    await accepted(house, later)
    said = await house.said(f"matter/{first['matter_id']}")
    assert [message.data["stage"] for message in said] == ["PROSECUTION", "FIRST"]
    assert len({message.data["case_no"] for message in said}) == 1
    matter = await house.get("court", f"/matters/{first['matter_id']}")
    assert matter["stage"] == "FIRST"
    await house.get("court", f"/notices/{first['id']}", status=404)
    assert [one["id"] for one in (await house.get("court", "/notices"))["items"]] == [later["id"]]


async def test_a_bare_name_never_joins_two_matters(house: IntakeHouse) -> None:
    first = await pushed(house, accused={"name": "演示小林"})
    other = await pushed(
        house, accused={"name": "演示小林"}, reference="DEMO-PR-9", organ_case_no="DEMO-另案"
    )
    assert other["matter_id"] != first["matter_id"]


async def test_a_late_notice_is_logged_and_taken_in(house: IntakeHouse) -> None:
    notice = await pushed(house, found_on="2026-10-20")
    board = await house.get("clerk", f"/deadlines?matter_id={notice['matter_id']}")
    (clock,) = [one for one in board["items"] if one["code"] == "T03"]
    assert (clock["state"], clock["owner"]) == ("met_late", "organ")


async def test_updates_are_told_once_each_and_seen_by_their_sender_only(house: IntakeHouse) -> None:
    notice = await accepted(house, await pushed(house))
    answer = await house.post("procuratorate", "/organ-updates", organ_update(), status=202)
    again = await house.post("procuratorate", "/organ-updates", organ_update(), status=202)
    assert again == answer
    (update,) = answer["updates"]
    stream = f"matter/{notice['matter_id']}"
    assert (await types_said(house, stream))[1:] == ["intake.organ_update.received.v1"]
    changed = organ_update(measure_code="arrest")
    await house.post("procuratorate", "/organ-updates", changed, status=202)
    assert (await house.said(stream))[-1].data["measure_code"] == "arrest"
    history = await house.get("clerk", f"/organ-updates/{update['id']}/versions")
    assert [one["number"] for one in history["versions"]] == [1, 2]
    await house.get("court", f"/organ-updates/{update['id']}", status=404)
    foreign = organ_update(organ_org_id="CT-150203")
    await house.post("procuratorate", "/organ-updates", foreign, status=403)
    lacking = organ_update(reference="U9", kind="hearing_fixed")
    problem = await house.post("procuratorate", "/organ-updates", lacking, status=422)
    assert problem["errors"][0]["pointer"] == "/hearing_at"


async def test_a_notice_is_withdrawn_and_renewed_by_its_organ(house: IntakeHouse) -> None:
    notice = await accepted(house, await pushed(house))
    withdrawal = organ_update(reference="U1", kind="notice_withdrawn", reason_code="COUNSEL_HIRED")
    await house.post("procuratorate", "/organ-updates", withdrawal, status=202)
    assert (await house.get("clerk", f"/notices/{notice['id']}"))["state"] == "withdrawn"
    twice = {**withdrawal, "reference": "U2"}
    barred = await house.post("procuratorate", "/organ-updates", twice, status=409)
    assert barred["code"] == "act_not_allowed_now"
    house.clock.advance(days=2)
    renewal = organ_update(reference="U3", kind="notice_renewed", occurred_on="2026-11-04")
    await house.post("procuratorate", "/organ-updates", renewal, status=202)
    renewed = await house.get("clerk", f"/notices/{notice['id']}")
    await accepted(house, renewed)
    assert await types_said(house, f"matter/{notice['matter_id']}") == [
        "intake.notice.accepted.v1",
        "intake.notice.withdrawn.v1",
        "intake.notice.renewed.v1",
        "intake.notice.accepted.v1",
    ]


async def test_an_accepted_refusal_of_counsel_starts_the_courts_clock(house: IntakeHouse) -> None:
    body = minor_notice(organ_org_id="CT-150203", stage="FIRST", reference="DEMO-CT-2")
    notice = await house.post("court", "/notices", body, status=202)
    house.clock.advance(days=8)
    refusal = organ_update(
        organ_org_id="CT-150203",
        notice_reference=None,
        notice_id=notice["id"],
        kind="counsel_refused",
        refusal_accepted=True,
    )
    await house.post("court", "/organ-updates", refusal, status=202)
    board = await house.get("clerk", f"/deadlines?matter_id={notice['matter_id']}")
    clocks = {one["code"]: one for one in board["items"]}
    assert clocks["T08"]["state"] == "met_late"
    assert (clocks["T12"]["owner"], clocks["T12"]["limit_at"][:10]) == ("court", "2026-11-12")
    (said,) = await house.said(f"matter/{notice['matter_id']}")
    assert (said.type, said.data["required"]) == ("intake.defense.refused.v1", True)


async def test_a_duty_request_is_corrected_and_canceled_until_the_lawyer_accepts(
    house: IntakeHouse,
) -> None:
    request = await house.post("detention", "/duty-requests", duty_request(), status=202)
    stream, path = f"duty_request/{request['id']}", f"/duty-requests/{request['id']}"
    changed = duty_request(urgent=True, persons=[{"custody_no": "DEMO-1"}])
    corrected = await house.post("detention", "/duty-requests", changed, status=202)
    assert (corrected["id"], corrected["person_count"]) == (request["id"], 1)
    said = (await house.said(stream))[-1]
    assert said.type == "intake.duty_request.corrected.v1"
    assert said.data["changed_fields"] == ["persons", "urgent"]
    fact = {"duty_request_id": request["id"], "agency_org_id": "LA-150203"}
    at = house.clock.now()
    await house.hear("assignment.duty_request.dispatched.v1", stream, {**fact, "dispatched_at": at})
    reason = {"reason_code": "NO_LONGER_NEEDED"}
    await house.post("other-detention", f"{path}/cancellation", reason, status=404)
    canceled = await house.post("detention", f"{path}/cancellation", reason)
    again = await house.post("detention", f"{path}/cancellation", reason)
    assert canceled["state"] == again["state"] == "canceled"
    assert (await types_said(house, stream))[-1] == "intake.duty_request.canceled.v1"
    late = await house.post("detention", "/duty-requests", duty_request(), status=409)
    assert late["code"] == "duty_request_under_way"
    await house.hear("assignment.duty_request.accepted.v1", stream, {**fact, "accepted_at": at})
    assert (await house.get("detention", path))["state"] == "accepted"
    barred = await house.post("detention", f"{path}/cancellation", reason, status=409)
    assert barred["facts"]["state"] == "accepted"


async def test_people_outside_article_14_are_marked_and_say_when_they_asked(
    house: IntakeHouse,
) -> None:
    body = duty_request(outside_article_14=True, asked_at="2026-11-01T20:00:00+08:00")
    request = await house.post("detention", "/duty-requests", body, status=202)
    assert request["outside_article_14"]
    (said,) = await house.said(f"duty_request/{request['id']}")
    assert said.data["outside_article_14"] is True
    assert said.data["asked_at"].startswith("2026-11-01T12:00")


async def test_the_audit_names_the_machine_that_pushed(house: IntakeHouse) -> None:
    await pushed(house)
    acts = await house.rows(select(audit_entry.c.act, audit_entry.c.org_id))
    assert ("notice.receive", "PR-150203") in [tuple(row) for row in acts]


@pytest.mark.parametrize(
    ("channel", "code", "state"),
    [("CUSTODY_FORWARD", "T05", "met_late"), ("DUTY_FORWARD", "T06", "met_late")],
)
async def test_an_application_passed_on_from_custody_shows_its_day(
    house: IntakeHouse, channel: str, code: str, state: str
) -> None:
    asked = {"by_org_id": "DC-DEMO-A", "asked_at": "2026-11-01T01:00:00Z"}  # a Sunday
    body = elder_application(channel=channel, forwarding=asked)
    filed = await house.post("clerk", "/applications", body)
    board = await house.get("clerk", f"/deadlines?matter_id={filed['matter_id']}&code={code}")
    (clock,) = board["items"]
    assert clock["state"] == state
    assert clock["limit_at"] < house.clock.now().isoformat(), "hour clocks never roll"

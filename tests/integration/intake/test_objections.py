"""Integration: objections to the bureau - filed, ruled on, corrected; and who may not."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from tests.support.intake_acts import decided, granted, objection, refused, reviewed, ruling
from tests.support.intake_bodies import elder_application
from tests.support.intake_house import IntakeHouse


async def clock(house: IntakeHouse, person: str, matter_id: str, code: str) -> dict[str, Any]:
    board = await house.get(person, f"/deadlines?matter_id={matter_id}&code={code}")
    (item,) = board["items"]
    found: dict[str, Any] = item
    return found


async def ruled(house: IntakeHouse, filed: dict[str, Any], act: str) -> dict[str, Any]:
    path = f"/objections/{filed['id']}/decision"
    answer: dict[str, Any] = await house.post("bureau", path, ruling(act), version=filed["version"])
    return answer


@pytest.mark.row("I-07")
async def test_the_bureau_orders_correction_and_the_grant_starts_the_assignment(
    house: IntakeHouse,
) -> None:
    made, letter_no = await refused(house)
    matter_id = made["matter_id"]
    filed = await house.post("elder", "/objections", objection(letter_no))
    assert filed["objection_no"] == "〔2026〕150203援异字00001号"
    assert (filed["state"], filed["late"]) == ("filed", False)
    stopped = await clock(house, "clerk", matter_id, "T17")
    assert stopped["state"] == "met"
    running = await clock(house, "bureau", matter_id, "T18")
    assert (running["org_id"], running["limit_at"][:10]) == ("JA-150203", "2026-11-09")
    ordered = await ruled(house, filed, "order_correction")
    assert ordered["result_no"] == "〔2026〕150203援异决字00001号"
    assert ordered["rights"] == []
    application = await house.get("reviewer", f"/applications/{made['application_id']}")
    path = f"/applications/{made['application_id']}/decision"
    stubborn = await house.post(
        "reviewer", path, {"outcome": "refuse"}, version=application["version"], status=409
    )
    assert stubborn["code"] == "correction_order_binds"
    grant = await house.post("reviewer", path, {"outcome": "grant"}, version=application["version"])
    assert grant["deviates"]
    after = await house.get("clerk", f"/objections/{filed['id']}")
    assert (after["state"], after["corrected_by_id"]) == ("corrected", grant["id"])
    told = [message.type for message in await house.said(f"matter/{matter_id}")]
    said = [kind for kind in told if ".document." not in kind]
    assert said == [
        "intake.application.filed.v1",
        "intake.application.refused.v1",
        "intake.objection.filed.v1",
        "intake.objection.decided.v1",
        "intake.application.granted.v1",
    ]
    check = await house.get("reviewer", f"/decisions/{grant['id']}/verification")
    assert check["same"]


@pytest.mark.row("I-12")
async def test_after_a_corrected_refusal_the_timeline_speaks_of_the_assignment(
    house: IntakeHouse,
) -> None:
    made, letter_no = await refused(house)
    path = f"/matters/{made['matter_id']}/timeline"

    async def next_clock() -> str:
        await house.hear_own()
        shown = await house.get("elder", path)
        return str(shown["next_step"]["clock"]["code"])

    assert await next_clock() == "T17"
    house.clock.advance(hours=1)
    filed = await house.post("elder", "/objections", objection(letter_no))
    assert await next_clock() == "T18"
    house.clock.advance(hours=1)
    await ruled(house, filed, "order_correction")
    house.clock.advance(hours=1)
    application = await house.get("reviewer", f"/applications/{made['application_id']}")
    decision = f"/applications/{made['application_id']}/decision"
    await house.post("reviewer", decision, {"outcome": "grant"}, version=application["version"])
    assert await next_clock() == "T02"


@pytest.mark.row("I-07")
async def test_upheld_the_objector_learns_of_reconsideration_and_suit(house: IntakeHouse) -> None:
    made, letter_no = await refused(house)
    filed = await house.post("elder", "/objections", objection(letter_no))
    upheld = await ruled(house, filed, "uphold")
    shown = await house.get("elder", f"/objections/{filed['id']}")
    assert shown["reasons"].startswith("经审查")
    papers = await house.get("elder", f"/matters/{made['matter_id']}/documents")
    assert shown["result_no"] in {paper["number"] for paper in papers["items"]}
    rights = {one["code"]: one["until_on"] for one in shown["rights"]}
    assert rights == {"T19": "2027-01-04", "T20": "2027-05-03"}
    later = {
        "kind": "reconsideration",
        "outcome": "maintained",
        "body_name": "演示区人民政府",
        "received_on": "2026-12-10",
    }
    path = f"/objections/{filed['id']}/later-reviews"
    house.clock.advance(days=40)
    kept = await house.post("bureau", path, later, version=upheld["version"])
    assert [one["code"] for one in kept["rights"]] == ["T20b"]
    court = {**later, "kind": "court", "outcome": "overturned", "body_name": "演示区人民法院"}
    lost = await house.post("bureau", path, court, version=kept["version"])
    assert (lost["state"], lost["rights"]) == ("correction_ordered", [])
    assert [one["outcome"] for one in lost["reviews"]] == ["maintained", "overturned"]
    application = await house.get("reviewer", f"/applications/{made['application_id']}")
    grant = {"application_id": application["id"], "version": application["version"]}
    assert (await decided(house, grant, "grant"))["outcome"] == "grant"


@pytest.mark.row("I-07")
async def test_a_bureau_sees_the_matter_only_while_the_objection_is_open(
    house: IntakeHouse,
) -> None:
    made, letter_no = await refused(house)
    file = f"/matters/{made['matter_id']}/file?purpose=objection"
    await house.get("bureau", file, status=404)
    filed = await house.post("bureau", "/objections", objection(letter_no, channel="LETTER"))
    await house.get("bureau", file)
    await house.get("bureau", f"/decisions/{made['id']}/packet")
    told = await house.get("bureau", f"/objections/{filed['id']}/statement")
    assert told["statement"].startswith("收入计算有误")
    await house.get("other-bureau", file, status=404)
    await ruled(house, filed, "uphold")
    await house.get("bureau", file, status=404)
    assert (await house.get("bureau", f"/objections/{filed['id']}"))["state"] == "upheld"
    timeline = await house.get("elder", f"/matters/{made['matter_id']}/timeline")
    assert "bureau_officer" in {read["role"] for read in timeline["reads"]}


@pytest.mark.row("I-07")
@pytest.mark.parametrize(
    ("posted_on", "late"), [("2026-11-17", False), ("2026-11-18", True), (None, True)]
)
async def test_a_late_objection_is_flagged_and_never_rejected(
    house: IntakeHouse, posted_on: str | None, late: bool
) -> None:
    _, letter_no = await refused(house)
    house.clock.advance(days=20)
    body = objection(letter_no, channel="LETTER", posted_on=posted_on)
    filed = await house.post("elder", "/objections", body)
    assert filed["late"] is late
    listed = await house.get("bureau", f"/objections?late={str(late).lower()}")
    assert [one["id"] for one in listed["items"]] == [filed["id"]]


async def test_a_postmark_before_the_decision_is_refused(house: IntakeHouse) -> None:
    _, letter_no = await refused(house)
    for posted_on in ("2026-11-01", "2026-11-03"):
        body = objection(letter_no, posted_on=posted_on)
        problem = await house.post("elder", "/objections", body, status=422)
        assert problem["code"] == "postmark_out_of_range"
    assert (await house.get("elder", "/objections"))["items"] == []


async def test_an_objection_by_the_wrong_person_or_twice_changes_nothing(
    house: IntakeHouse,
) -> None:
    made, letter_no = await refused(house)
    for stranger in ("worker-one", "city-clerk", "other-bureau"):
        problem = await house.post(stranger, "/objections", objection(letter_no), status=404)
        assert problem["code"] == "letter_not_found"
    fact = {"matter_id": made["matter_id"], "agency_org_id": "LA-150203"}
    fact = {**fact, "provider_subject": "worker-one", "provider_name": "演示陈一"}
    await house.hear("assignment.lawyer.assigned.v1", f"matter/{made['matter_id']}", fact)
    problem = await house.post("worker-one", "/objections", objection(letter_no), status=403)
    assert problem["code"] == "objector_not_party"
    first = await house.post("elder", "/objections", objection(letter_no))
    again = await house.post("clerk", "/objections", objection(letter_no), status=409)
    assert again["code"] == "objection_already_filed"
    withdrawn = await house.post(
        "elder", f"/objections/{first['id']}/withdrawal", version=first["version"]
    )
    assert withdrawn["state"] == "withdrawn"
    second = await house.post("clerk", "/objections", objection(letter_no))
    assert second["objection_no"] == "〔2026〕150203援异字00002号"


async def test_a_grant_is_nothing_to_object_to(house: IntakeHouse) -> None:
    made = await granted(house)
    letter = await house.get("elder", f"/decisions/{made['id']}/letter")
    problem = await house.post("elder", "/objections", objection(letter["letter_no"]), status=409)
    assert problem["code"] == "nothing_to_object_to"


async def test_neither_the_agency_nor_who_decided_judges_the_objection(
    house: IntakeHouse,
) -> None:
    _, letter_no = await refused(house)
    filed = await house.post("elder", "/objections", objection(letter_no))
    path = f"/objections/{filed['id']}/decision"
    agency = await house.post(
        "agency-as-bureau", path, ruling("uphold"), version=filed["version"], status=403
    )
    assert agency["code"] == "agency_judges_itself"
    twice = await house.as_person(
        "person-reviewer",
        "bureau",
        path,
        ruling("uphold"),
        version=filed["version"],
        status=403,
    )
    assert twice["code"] == "decider_judges_objection"
    await ruled(house, filed, "uphold")
    over = await house.post(
        "bureau", path, ruling("uphold"), version=filed["version"] + 1, status=409
    )
    assert (over["code"], over["facts"]["state"]) == ("act_not_allowed_now", "upheld")


@pytest.mark.row("I-07")
async def test_of_two_who_decide_at_once_one_wins(house: IntakeHouse) -> None:
    application = await house.post("clerk", "/applications", elder_application())
    assessment = await reviewed(house, application)
    path = f"/applications/{application['id']}/decision"

    async def decide(person: str, outcome: str) -> int:
        body = {"outcome": outcome, "reason_codes": ["FALSE_STATEMENT"], "explanation": "陈述不实"}
        headers = {"idempotency-key": uuid4().hex, "if-match": f'"{assessment["version"]}"'}
        answer = await house.call("POST", person, path, body=body, headers=headers)
        return answer.status_code

    statuses = await asyncio.gather(decide("reviewer", "grant"), decide("head", "refuse"))
    assert sorted(statuses) in ([201, 409], [201, 412])
    listed = await house.get("clerk", f"/decisions?matter_id={application['matter_id']}")
    assert len(listed["items"]) == 1

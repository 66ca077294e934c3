"""Integration: applications, notices and duty requests from the door to the fact, over HTTP."""

from uuid import uuid4

import pytest

from tests.support.intake_acts import decided, reviewed
from tests.support.intake_bodies import (
    DISTRICT_LINE_FEN,
    duty_request,
    elder_application,
    household,
    minor_notice,
    workers_group,
)
from tests.support.intake_house import IntakeHouse


@pytest.mark.row("I-05")
@pytest.mark.row("I-07")
async def test_a_group_of_three_gets_three_matters_decisions_and_letters(
    house: IntakeHouse,
) -> None:
    group = await house.post("clerk", "/matter-groups", workers_group())
    letters, cases = set(), set()
    for application in group["applications"]:
        assessment = await reviewed(house, application)
        assert assessment["recommendation"] == "grant"
        assert assessment["hardship"]["outcome"] == "exempt"
        assert assessment["hardship"]["step"] == "H3"
        made = await decided(house, assessment, "grant")
        letter = await house.get("reviewer", f"/decisions/{made['id']}/letter")
        letters.add(letter["letter_no"])
        cases.add(letter["case_no"])
    assert letters == {f"〔2026〕150203援给字{n:05d}号" for n in (1, 2, 3)}
    assert cases == {f"〔2026〕150203援民{n:05d}号" for n in (1, 2, 3)}
    granted = [m for m in await house.said() if m.type == "intake.application.granted.v1"]
    assert {m.data["group_id"] for m in granted} == {group["group_id"]}
    assert len({tuple(m.data["party_tokens"]) for m in granted}) == 3
    assert len({tuple(m.data["opponent_tokens"]) for m in granted}) == 1


@pytest.mark.row("N8")
@pytest.mark.row("I-03")
@pytest.mark.row("I-04")
async def test_support_of_an_elder_is_means_tested_on_the_agencys_line(house: IntakeHouse) -> None:
    means = household(self_fen=DISTRICT_LINE_FEN, opponent_fen=900_000)
    application = await house.post("clerk", "/applications", elder_application(household=means))
    assessment = await reviewed(house, application)
    assert assessment["recommendation"] == "grant"
    hardship = assessment["hardship"]
    assert [step["code"] for step in hardship["trace"] if step["hit"]] == ["H5", "H6"]
    assert hardship["trace"][-1]["numbers"]["line_times_heads_fen"] == DISTRICT_LINE_FEN
    assert hardship["rows"][0]["row_id"] == "urban-150203-2024"
    looked = {rule["rule"]: rule for rule in assessment["rules"]}
    assert looked["LAL-31-4"]["matched"]
    assert looked["BT-5-2"]["matched"], "the number proves the age; nobody ticked a box"
    made = await decided(house, assessment, "grant")
    assert made["articles"] == [
        "包府发〔2024〕3号 二(五)2",
        "P148 18(2)",
        "法律援助法 34; P148 18(1)",
    ]
    check = await house.get("reviewer", f"/decisions/{made['id']}/verification")
    assert check["same"]
    packet = await house.get("reviewer", f"/decisions/{made['id']}/packet")
    assert packet["digest"] == check["stored_digest"]
    assert "演示" not in str(packet["packet"])


@pytest.mark.row("I-07")
async def test_a_refusal_says_why_and_where_to_object(house: IntakeHouse) -> None:
    means = household(self_fen=2 * DISTRICT_LINE_FEN)
    application = await house.post("clerk", "/applications", elder_application(household=means))
    assessment = await reviewed(house, application)
    assert assessment["recommendation"] == "refuse"
    assert assessment["reasons"] == ["HARDSHIP_ABOVE_LINE"]
    made = await decided(house, assessment, "refuse")
    assert made["reason_codes"] == ["HARDSHIP_ABOVE_LINE"]
    assert (made["objection_org_id"], made["objection_until_on"]) == ("JA-150203", "2026-11-17")
    letter = await house.get("elder", f"/decisions/{made['id']}/letter")
    assert letter["objection"]["org_name"] == "昆都仑区司法局"
    assert letter["objection"]["verified"] is False
    assert letter["reasons"][0]["label_zh"] == "经济状况高于困难标准"
    (said,) = [m for m in await house.said() if m.type == "intake.application.refused.v1"]
    assert said.data["objection_until_on"] == "2026-11-17"


@pytest.mark.row("I-07")
async def test_a_refusal_out_of_scope_cites_the_article_that_sets_the_scope(
    house: IntakeHouse,
) -> None:
    body = elder_application()
    body["case"]["cause_code"] = "loan_dispute"
    application = await house.post("clerk", "/applications", body)
    made = await decided(house, await reviewed(house, application), "refuse")
    assert (made["reason_codes"], made["articles"]) == (["OUT_OF_SCOPE"], ["法律援助法 31"])


async def test_only_the_head_decides_against_the_findings(house: IntakeHouse) -> None:
    application = await house.post("clerk", "/applications", elder_application())
    assessment = await reviewed(house, application)
    path = f"/applications/{application['id']}/decision"
    body = {"outcome": "refuse", "reason_codes": ["FALSE_STATEMENT"], "explanation": "陈述不实"}
    problem = await house.post("reviewer", path, body, version=assessment["version"], status=409)
    assert problem["code"] == "decision_contradicts_findings"
    made = await house.post("head", path, body, version=assessment["version"])
    assert made["deviates"]
    assert made["articles"][-1] == "法律援助法 41"


@pytest.mark.row("I-05")
async def test_a_supplement_stops_the_clock_and_its_arrival_starts_it_again(
    house: IntakeHouse,
) -> None:
    application = await house.post("clerk", "/applications", elder_application())
    path = f"/applications/{application['id']}"
    before = await house.get("clerk", f"/deadlines?matter_id={application['matter_id']}")
    ask = {"item_codes": ["household_register", "means_statement"]}
    asked = await house.post("clerk", f"{path}/supplement-requests", ask, version=1)
    assert asked["state"] == "supplement_wait"
    assert asked["supplement"]["due_on"] == "2026-11-12"
    house.clock.advance(days=3)
    lacking = await house.post(
        "elder", f"{path}/supplements", {"item_codes": ["case_papers"]}, status=409
    )
    assert lacking["facts"]["missing"] == ["household_register"]
    done = await house.post("elder", f"{path}/supplements", {"item_codes": ["household_register"]})
    assert done["state"] == "review"
    after = await house.get("clerk", f"/deadlines?matter_id={application['matter_id']}")
    limits = [board["items"][0]["limit_at"][:10] for board in (before, after)]
    assert limits == ["2026-11-09", "2026-11-12"]
    again = await house.post(
        "clerk", f"{path}/supplement-requests", ask, version=done["version"], status=409
    )
    assert again["code"] == "supplement_already_requested"


async def test_an_unanswered_notice_counts_as_withdrawn_once_a_reviewer_says_so(
    house: IntakeHouse,
) -> None:
    application = await house.post("clerk", "/applications", elder_application())
    path = f"/applications/{application['id']}"
    ask = {"item_codes": ["household_register"]}
    asked = await house.post("clerk", f"{path}/supplement-requests", ask, version=1)
    early = await house.post(
        "reviewer",
        f"{path}/withdrawal",
        {"deemed": True},
        version=asked["version"],
        status=409,
    )
    assert early["code"] == "supplement_not_yet_overdue"
    house.clock.advance(days=11)
    ended = await house.post(
        "reviewer", f"{path}/withdrawal", {"deemed": True}, version=asked["version"]
    )
    assert ended["state"] == "deemed_withdrawn"
    (said,) = [m for m in await house.said() if m.type == "intake.application.withdrawn.v1"]
    assert said.data["deemed"] is True


@pytest.mark.row("I-08")
async def test_a_notice_about_a_minor_is_accepted_without_form_or_income(
    house: IntakeHouse,
) -> None:
    notice = await house.post("procuratorate", "/notices", minor_notice(), status=202)
    again = await house.post("procuratorate", "/notices", minor_notice(), status=202)
    assert again["id"] == notice["id"]
    accepted = await house.post(
        "clerk", f"/notices/{notice['id']}/acceptance", {}, version=notice["version"]
    )
    assert accepted["state"] == "accepted"
    (said,) = await house.said(f"matter/{notice['matter_id']}")
    assert said.type == "intake.notice.accepted.v1"
    assert said.data["minor"] is True
    assert said.data["case_no"] == "〔2026〕150203援刑00001号"
    assert said.data["co_accused_token"]
    assert (await house.get("procuratorate", f"/notices/{notice['id']}"))["state"] == "accepted"
    await house.get("court", f"/notices/{notice['id']}", status=404)


@pytest.mark.row("I-08")
async def test_a_person_with_counsel_is_not_assigned_another(house: IntakeHouse) -> None:
    body = minor_notice(has_counsel=True)
    notice = await house.post("procuratorate", "/notices", body, status=202)
    path = f"/notices/{notice['id']}"
    refused = await house.post("clerk", f"{path}/acceptance", {}, version=1, status=409)
    assert refused["code"] == "person_has_counsel"
    back = await house.post("clerk", f"{path}/return", {"reason_codes": ["HAS_COUNSEL"]}, version=1)
    assert back["state"] == "returned"
    (said,) = await house.said(f"matter/{notice['matter_id']}")
    assert said.type == "intake.notice.returned.v1"


@pytest.mark.row("I-08")
async def test_a_pushed_duty_request_is_received_once_and_followed(house: IntakeHouse) -> None:
    request = await house.post("detention", "/duty-requests", duty_request(), status=202)
    again = await house.post("detention", "/duty-requests", duty_request(), status=202)
    assert again["id"] == request["id"]
    (said,) = await house.said(f"duty_request/{request['id']}")
    assert said.data["person_count"] == 2
    assert "演示" not in str(said.data)
    step = {"duty_request_id": request["id"], "agency_org_id": "LA-150203"}
    stream = f"duty_request/{request['id']}"
    for name in ("finished", "dispatched", "accepted"):
        fact = {**step, f"{name}_at": house.clock.now()}
        await house.hear(f"assignment.duty_request.{name}.v1", stream, fact)
    shown = await house.get("detention", f"/duty-requests/{request['id']}")
    assert shown["state"] == "finished"
    await house.get("other-detention", f"/duty-requests/{request['id']}", status=404)
    listed = await house.get("other-detention", "/duty-requests")
    assert listed["items"] == []


@pytest.mark.row("I-02")
async def test_the_zone_station_takes_in_and_the_city_center_decides(house: IntakeHouse) -> None:
    body = elder_application(org_id="LS-150271", channel="STATION")
    application = await house.post("station-clerk", "/applications", body)
    assert application["agency_org_id"] == "LA-150200"
    assert application["receipt"]["received_at_org_id"] == "LS-150271"
    assert application["receipt"]["receipt_no"] == "SJ-150200-2026-00001"
    unknown = elder_application(org_id="LA-999999")
    problem = await house.post("clerk", "/applications", unknown, status=422)
    assert (problem["code"], problem["facts"]["org"]) == ("organization_unknown", "LA-999999")
    public = await house.client.get("/intake/v1/organizations?kind=legal_aid_station")
    assert [one["can_decide"] for one in public.json()["items"]] == [False]


async def test_what_intake_never_heard_of_can_still_have_a_handler(house: IntakeHouse) -> None:
    matter_id = uuid4()
    fact = {
        "matter_id": matter_id,
        "agency_org_id": "LA-150203",
        "provider_subject": "lawyer",
        "provider_name": "演示陈一",
    }
    await house.hear("assignment.lawyer.assigned.v1", f"matter/{matter_id}", fact)
    await house.get("lawyer", f"/matters/{matter_id}", status=404)

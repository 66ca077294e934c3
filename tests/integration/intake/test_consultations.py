"""Integration: questions by every channel, their reply clocks, and the one call that applies."""

from typing import Any

import pytest
from sqlalchemy import select

from services.intake.store.entry_tables import consultation
from tests.support.intake_bodies import DISTRICT_LINE_FEN, household
from tests.support.intake_house import IntakeHouse

ELDER = {"name": "演示包奶奶", "document_kind": "citizen_id",
         "document_number": "11010519491231002X", "phone": "13800001001"}  # fmt: skip
TOLD = {"text": "可以申请法律援助，条件和步骤已当面说明。", "told_of_aid": True}


def question(**changes: Any) -> dict[str, Any]:
    return {
        "org_id": "LA-150203",
        "channel": "WEB",
        "kind": "civil",
        "cause_code": "elder_support",
        "question": "长子不给赡养费，可以怎么办？",
        **changes,
    }


def completion(**changes: Any) -> dict[str, Any]:
    return {
        "service": "LIT",
        "stage": "FIRST",
        "standing": "party",
        "household": household(self_fen=DISTRICT_LINE_FEN),
        "opponents": [{"name": "演示包大"}],
        "materials": ["application_form", "identity_copy"],
        "signature": {"method": "fingerprint", "signed_on": "2026-11-02"},
        **changes,
    }


@pytest.mark.row("I-01")
@pytest.mark.parametrize(
    ("channel", "code", "target"),
    [
        ("LETTER", "T27", "2026-11-11T16:00:00Z"),
        ("WEB", "T28", "2026-11-03T04:00:00Z"),
        ("WEB_LIVE", "T28L", "2026-11-02T09:00:00Z"),
        ("COUNTER", None, None),
        ("PHONE_12348", None, None),
        ("OUTREACH", None, None),
    ],
)
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_each_channel_has_its_reply_clock_on_the_board(
    house: IntakeHouse, channel: str, code: str | None, target: str | None
) -> None:
    opened = await house.post("clerk", "/consultations", question(channel=channel))
    board = await house.get("clerk", "/deadlines")
    clocks = [(one["code"], one["target_at"], one["verified"]) for one in board["items"]]
    assert clocks == ([(code, target, False)] if code else [])
    live = "2026-11-02T04:05:00Z" if channel == "WEB_LIVE" else None
    assert opened["reply_target_at"] == live


@pytest.mark.row("I-01")
async def test_an_unanswered_web_question_goes_overdue_and_an_answer_meets_its_clock(
    house: IntakeHouse,
) -> None:
    opened = await house.post("elder", "/consultations", question())
    assert (opened["anonymous"], opened["person"]) == (True, None)
    house.clock.advance(hours=26)
    late = await house.get("clerk", "/deadlines?state=overdue")
    assert [one["subject"] for one in late["items"]] == [f"consultation/{opened['id']}"]
    path = f"/consultations/{opened['id']}"
    shown = await house.get("clerk", path)
    assert [act["act"] for act in shown["next_acts"]] == ["apply"]
    silent = {"text": "可以协商。"}
    untold = await house.post("clerk", f"{path}/answer", silent, version=1, status=409)
    assert untold["code"] == "right_to_apply_not_told"
    done = await house.post("clerk", f"{path}/answer", TOLD, version=1)
    assert (done["state"], done["told_of_aid"]) == ("answered", True)
    board = await house.get("clerk", "/deadlines?state=met_late")
    assert len(board["items"]) == 1
    assert (await house.get("elder", path))["answer"] == TOLD["text"]
    for stranger in ("worker-one", "city-clerk"):
        await house.get(stranger, path, status=404)
    again = await house.post("clerk", f"{path}/answer", TOLD, version=done["version"], status=409)
    assert again["facts"]["state"] == "answered"
    said = await house.said(f"consultation/{opened['id']}")
    assert [m.type for m in said] == [
        "intake.consultation.opened.v1",
        "intake.consultation.answered.v1",
    ]
    (row,) = await house.rows(select(consultation))
    assert "赡养".encode() not in row.question_sealed


@pytest.mark.row("I-01")
async def test_a_hard_question_gets_a_time_and_a_strange_one_the_right_body(
    house: IntakeHouse,
) -> None:
    hard = await house.post("clerk", "/consultations", question())
    path = f"/consultations/{hard['id']}"
    past = {"booked_for": "2026-11-02T04:00:00Z"}
    early = await house.post("clerk", f"{path}/appointment", past, version=1, status=422)
    assert early["code"] == "appointment_in_the_past"
    ahead = {"booked_for": "2026-11-03T01:00:00Z"}
    booked = await house.post("clerk", f"{path}/appointment", ahead, version=1)
    assert booked["state"] == "booked"
    assert [c["state"] for c in (await house.get("clerk", "/deadlines"))["items"]] == ["met"]
    strange = await house.post("clerk", "/consultations", question(cause_code=None))
    place = f"/consultations/{strange['id']}/referral"
    unknown = {"org_id": "XX-1", "text": "请到该单位"}
    nowhere = await house.post("clerk", place, unknown, version=1, status=422)
    assert nowhere["code"] == "organization_unknown"
    referred = await house.post("clerk", place, {**unknown, "org_id": "UN-150200"}, version=1)
    assert (referred["state"], referred["referred_to_org_id"]) == ("referred", "UN-150200")
    listed = await house.get("clerk", "/consultations?state=booked")
    assert [one["id"] for one in listed["items"]] == [hard["id"]]


@pytest.mark.row("I-01")
async def test_one_call_makes_an_application_and_asks_nothing_twice(house: IntakeHouse) -> None:
    asked = question(channel="STATION", org_id="LS-150271", person=ELDER, reply=TOLD)
    opened = await house.post("station-clerk", "/consultations", asked)
    assert opened["state"] == "answered", "answered at once"
    path = f"/consultations/{opened['id']}/application"
    filed = await house.post("station-clerk", path, completion())
    assert filed["link"] == {"kind": "consultation", "linked_id": opened["id"]}
    assert (filed["channel"], filed["agency_org_id"]) == ("STATION", "LA-150200")
    assert filed["people"][0]["document_number"] == "110105********002X"
    shown = await house.get("station-clerk", f"/consultations/{opened['id']}")
    assert (shown["application_id"], shown["next_acts"]) == (filed["id"], [])
    twice = await house.post("station-clerk", path, completion(), status=409)
    assert twice["code"] == "consultation_already_applied"


@pytest.mark.row("I-01")
async def test_what_was_never_told_is_named_when_applying(house: IntakeHouse) -> None:
    opened = await house.post("clerk", "/consultations", question(cause_code=None))
    path = f"/consultations/{opened['id']}/application"
    lacking = await house.post("clerk", path, completion(), status=409)
    assert lacking["facts"]["missing"] == ["applicant", "cause_code"]
    whole = completion(applicant=ELDER, cause_code="elder_support")
    filed = await house.post("clerk", path, whole)
    assert filed["channel"] == "WEB_12348"


@pytest.mark.row("I-01")
@pytest.mark.parametrize(
    ("person", "changes", "status", "code"),
    [
        ("clerk", {"org_id": "LA-NONE"}, 422, "organization_unknown"),
        ("clerk", {"org_id": "CT-150203"}, 422, "organization_wrong_kind"),
        ("clerk", {"org_id": "LA-150202"}, 403, "agency_not_yours"),
        ("clerk", {"channel": "PIGEON"}, 422, "payload_not_understood"),
        ("elder", {"reply": TOLD}, 403, "agency_not_yours"),
        ("clerk", {"person": {**ELDER, "document_number": "110105194912310021"}}, 422,
         "identity_number_invalid"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_bad_question_is_a_clear_problem_and_changes_nothing(
    house: IntakeHouse, person: str, changes: dict[str, Any], status: int, code: str
) -> None:
    problem = await house.post(person, "/consultations", question(**changes), status=status)
    assert problem["code"] == code
    assert await house.rows(select(consultation.c.id)) == []

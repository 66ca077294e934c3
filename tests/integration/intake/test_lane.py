"""Integration: the fast lane, shown, filtered, with its same-day target; left with its reasons."""

from typing import Any

import pytest

from tests.support.intake_bodies import elder_application
from tests.support.intake_house import IntakeHouse

BRAVE: dict[str, Any] = {
    "kind": "civil",
    "service": "LIT",
    "stage": "FIRST",
    "cause_code": "brave_act_claim",
    "standing": "party",
}


async def targets(house: IntakeHouse, matter_id: str) -> list[dict[str, Any]]:
    board = await house.get("clerk", f"/deadlines?matter_id={matter_id}&code=F01")
    items: list[dict[str, Any]] = board["items"]
    return items


@pytest.mark.row("I-07")
async def test_one_officer_grants_on_the_same_day(house: IntakeHouse) -> None:
    application = await house.post("clerk", "/applications", elder_application(case=BRAVE))
    assert application["lane"]["lane"] == "fast"
    assert [why["code"] for why in application["lane"]["reasons"]] == ["NO_MEANS_TEST"]
    (target,) = await targets(house, application["matter_id"])
    assert (target["state"], target["limit_at"][:10]) == ("due_soon", "2026-11-02")
    assert "house rule" in target["article"]
    acts = {one["act"]: one for one in application["allowed_actions"]}
    assert acts["grant_fast"]["reason"] == "role"
    made = await house.post(
        "reviewer",
        f"/applications/{application['id']}/decision",
        {"outcome": "grant"},
        version=application["version"],
    )
    assert made["reason_codes"] == ["BRAVE_ACT"]
    (target,) = await targets(house, application["matter_id"])
    assert target["state"] == "met"


@pytest.mark.row("I-07")
async def test_the_lane_is_a_filter_and_says_why_it_was_left(house: IntakeHouse) -> None:
    quick = await house.post("clerk", "/applications", elder_application(case=BRAVE))
    slow = await house.post("clerk", "/applications", elder_application())
    assert [why["code"] for why in slow["lane"]["reasons"]] == ["NO_WAY_IN"]
    listed = await house.get("clerk", "/applications?lane=fast")
    assert [one["id"] for one in listed["items"]] == [quick["id"]]
    ask = {"item_codes": ["judgment"]}
    path = f"/applications/{quick['id']}/supplement-requests"
    asked = await house.post("clerk", path, ask, version=quick["version"])
    assert [why["code"] for why in asked["lane"]["reasons"]] == ["PAPERS_AWAITED"]
    (target,) = await targets(house, quick["matter_id"])
    assert target["state"] == "canceled"
    back = await house.post("elder", f"/applications/{quick['id']}/supplements", ask)
    assert back["lane"]["lane"] == "fast"


async def test_nothing_is_asked_twice(house: IntakeHouse) -> None:
    papers = ["application_form", "integrity_pledge", "data_share_match"]
    application = await house.post("clerk", "/applications", elder_application(materials=papers))
    assert application["lane"]["lane"] == "fast"
    path = f"/applications/{application['id']}/supplement-requests"
    for item in ("application_form", "dibao_certificate"):
        problem = await house.post(
            "clerk", path, {"item_codes": [item]}, version=application["version"], status=409
        )
        assert (problem["code"], problem["facts"]["items"]) == ("asked_twice", [item])
    same = await house.get("clerk", f"/applications/{application['id']}")
    assert same["version"] == application["version"]


async def test_what_the_rules_would_refuse_waits_for_a_person(house: IntakeHouse) -> None:
    loan = {**BRAVE, "cause_code": "loan_dispute"}
    application = await house.post("clerk", "/applications", elder_application(case=loan))
    assert application["state"] == "received"
    assert [why["code"] for why in application["lane"]["reasons"]] == ["FINDINGS_REFUSE"]
    problem = await house.post(
        "reviewer",
        f"/applications/{application['id']}/decision",
        {"outcome": "refuse"},
        version=application["version"],
        status=409,
    )
    assert problem["code"] == "act_not_allowed_now"

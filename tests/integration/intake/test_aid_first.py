"""Integration: aid first - given on a ground, confirmed by a grant, ended by refusal or a person."""

from typing import Any

import pytest

from tests.support.intake_acts import decided, reviewed
from tests.support.intake_bodies import DISTRICT_LINE_FEN, elder_application, household
from tests.support.intake_house import IntakeHouse

URGENT = {
    "ground_code": "PERIOD_ENDS",
    "limitation_on": "2026-11-08",
    "legal_basis": "民法典 188",
}


async def given(house: IntakeHouse, **changes: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """An application with early aid on it: both answers."""
    application = await house.post("clerk", "/applications", elder_application(**changes))
    path = f"/applications/{application['id']}/aid-first"
    early = await house.post("reviewer", path, URGENT, version=application["version"])
    return await house.get("clerk", f"/applications/{application['id']}"), early


async def said(house: IntakeHouse, early: dict[str, Any]) -> list[Any]:
    told = await house.said(f"matter/{early['matter_id']}")
    return [message for message in told if ".document." not in message.type]


@pytest.mark.row("I-06")
async def test_a_later_grant_confirms_the_case_that_runs(house: IntakeHouse) -> None:
    application, early = await given(house)
    assert (early["state"], early["complete_by"]) == ("open", "2026-11-09")
    assert (early["article"], early["computed_by"]) == ("法律援助法 44(1)(1)", "person-reviewer")
    clock = f"/deadlines?matter_id={early['matter_id']}&code=AF1"
    (running,) = (await house.get("clerk", clock))["items"]
    assert (running["limit_at"][:10], running["verified"]) == ("2026-11-09", False)
    await decided(house, await reviewed(house, application), "grant")
    messages = await said(house, early)
    assert [message.type.removeprefix("intake.") for message in messages] == [
        "application.filed.v1",
        "aid_first.granted.v1",
        "application.granted.v1",
        "aid_first.completed.v1",
    ]
    assert messages[1].data["case_no"] == messages[2].data["case_no"]
    assert messages[1].data["party_tokens"] == messages[2].data["party_tokens"]
    done = await house.get("elder", f"/aid-first/{early['id']}")
    assert done["state"] == "completed"
    (met,) = (await house.get("clerk", clock))["items"]
    assert met["state"] == "met"


@pytest.mark.row("I-06")
async def test_a_refusal_ends_it(house: IntakeHouse) -> None:
    application, early = await given(house, household=household(self_fen=2 * DISTRICT_LINE_FEN))
    await decided(house, await reviewed(house, application), "refuse")
    last = (await said(house, early))[-1]
    assert (last.type, last.data["end_code"]) == ("intake.aid_first.lapsed.v1", "refused")
    assert (await house.get("clerk", f"/aid-first/{early['id']}"))["end"] == "refused"


@pytest.mark.row("I-06")
async def test_the_clock_reminds_and_a_person_decides_that_it_lapsed(house: IntakeHouse) -> None:
    _, early = await given(house)
    path = f"/aid-first/{early['id']}/lapse"
    soon = await house.post("reviewer", path, version=early["version"], status=409)
    assert (soon["code"], soon["facts"]["complete_by"]) == (
        "aid_first_not_yet_overdue",
        "2026-11-09",
    )
    house.clock.advance(days=8)
    waiting = await house.get("reviewer", f"/aid-first/{early['id']}")
    assert waiting["state"] == "open"
    lapsed = await house.post("reviewer", path, version=waiting["version"])
    assert (lapsed["state"], lapsed["end"]) == ("lapsed", "not_completed")
    again = await house.post("reviewer", path, version=lapsed["version"], status=409)
    assert again["code"] == "act_not_allowed_now"


async def test_a_withdrawn_application_ends_it(house: IntakeHouse) -> None:
    application, early = await given(house)
    path = f"/applications/{application['id']}/withdrawal"
    await house.post("elder", path, {}, version=application["version"])
    assert (await house.get("elder", f"/aid-first/{early['id']}"))["end"] == "withdrawn"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({**URGENT, "limitation_on": "2026-11-09"}, 409, "aid_first_ground_not_met"),
        ({**URGENT, "limitation_on": "2026-11-01"}, 409, "aid_first_ground_not_met"),
        (
            {"ground_code": "PERIOD_ENDS", "legal_basis": "民法典 188"},
            422,
            "aid_first_fact_missing",
        ),
        ({"ground_code": "OTHER_BY_LAW"}, 422, "aid_first_fact_missing"),
        ({"ground_code": "IN_A_HURRY"}, 422, "payload_not_understood"),
    ],
)
async def test_accepting_early_needs_no_ground_but_assigning_early_does(
    house: IntakeHouse, body: dict[str, Any], status: int, code: str
) -> None:
    application = await house.post("clerk", "/applications", elder_application())
    assert application["state"] == "received"
    path = f"/applications/{application['id']}/aid-first"
    problem = await house.post(
        "reviewer", path, body, version=application["version"], status=status
    )
    assert problem["code"] == code
    assert (await house.get("clerk", "/aid-first"))["items"] == []


async def test_early_aid_is_given_once_and_not_after_the_decision(house: IntakeHouse) -> None:
    application, _ = await given(house)
    path = f"/applications/{application['id']}/aid-first"
    twice = await house.post("reviewer", path, URGENT, version=application["version"], status=409)
    assert twice["code"] == "aid_first_already_given"
    await decided(house, await reviewed(house, application), "grant")
    after = await house.get("clerk", f"/applications/{application['id']}")
    late = await house.post("reviewer", path, URGENT, version=after["version"], status=409)
    assert late["code"] == "act_not_allowed_now"

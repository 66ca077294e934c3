"""Integration: an acting head decides in the head's stead, and only on the days of the appointment."""

import asyncio
from typing import Any

import pytest

from tests.support.intake_bodies import elder_application
from tests.support.intake_house import IntakeHouse

WEEK = {
    "acting_person_id": "person-reviewer",
    "from_on": "2026-11-02",
    "until_on": "2026-11-06",
    "reason_code": "LEAVE",
}
AGAINST = {"outcome": "refuse", "reason_codes": ["FALSE_STATEMENT"], "explanation": "陈述不实"}


async def reviewed(house: IntakeHouse) -> tuple[str, int]:
    filed = await house.post("clerk", "/applications", elder_application())
    path = f"/applications/{filed['id']}"
    seen = await house.post("clerk", f"{path}/review", {}, version=1, status=200)
    return f"{path}/decision", seen["version"]


@pytest.mark.row("I-02")
async def test_an_acting_head_decides_and_the_decision_says_in_whose_stead(
    house: IntakeHouse,
) -> None:
    path, version = await reviewed(house)
    barred = await house.post("reviewer", path, AGAINST, version=version, status=409)
    assert barred["code"] == "decision_contradicts_findings"
    made = await house.post("head", "/acting-appointments", WEEK)
    decided = await house.post("reviewer", path, AGAINST, version=version)
    assert decided["approver_person_id"] == "person-reviewer"
    assert decided["acting_for_person_id"] == "person-head"
    listed = await house.get("clerk", "/acting-appointments?on=2026-11-03")
    assert [one["id"] for one in listed["items"]] == [made["id"]]


@pytest.mark.row("I-02")
async def test_an_appointment_that_ended_gives_no_office(house: IntakeHouse) -> None:
    path, version = await reviewed(house)
    made = await house.post("head", "/acting-appointments", WEEK)
    house.clock.advance(hours=1)
    await house.post("head", f"/acting-appointments/{made['id']}/end", status=200)
    barred = await house.post("reviewer", path, AGAINST, version=version, status=409)
    assert barred["code"] == "decision_contradicts_findings"
    again = await house.post("head", f"/acting-appointments/{made['id']}/end", status=409)
    assert again["code"] == "acting_already_ended"
    await house.post("head", "/acting-appointments", WEEK)


@pytest.mark.row("I-02")
@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"acting_person_id": "person-head"}, 409, "acting_for_oneself"),
        ({"from_on": "2026-11-01"}, 422, "acting_period_invalid"),
        ({"until_on": "2026-11-01"}, 422, "acting_period_invalid"),
        ({"reason_code": "nonsense"}, 422, "payload_not_understood"),
    ],
)
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_bad_appointment_is_a_clear_problem(
    house: IntakeHouse, changes: dict[str, Any], status: int, code: str
) -> None:
    problem = await house.post("head", "/acting-appointments", {**WEEK, **changes}, status=status)
    assert problem["code"] == code
    assert (await house.get("clerk", "/acting-appointments"))["items"] == []


@pytest.mark.row("I-02")
async def test_overlapping_appointments_are_refused_even_at_once(house: IntakeHouse) -> None:
    bodies = [WEEK, {**WEEK, "acting_person_id": "person-clerk", "from_on": "2026-11-06",
                     "until_on": "2026-11-09"}]  # fmt: skip
    answers = await asyncio.gather(
        *(
            house.call("POST", "head", "/acting-appointments", body=body,
                       headers={"idempotency-key": f"acting-{place}"})
            for place, body in enumerate(bodies)
        )
    )  # fmt: skip
    assert sorted(one.status_code for one in answers) == [201, 409]
    codes = {one.json().get("code") for one in answers if one.status_code == 409}
    assert codes <= {"acting_appointments_overlap", "changed_meanwhile"}
    after = {**WEEK, "from_on": "2026-11-10", "until_on": "2026-11-10"}
    await house.post("head", "/acting-appointments", after)


@pytest.mark.row("I-02")
async def test_another_agencys_head_appoints_nobody_here(house: IntakeHouse) -> None:
    made = await house.post("head", "/acting-appointments", WEEK)
    assert (await house.get("city-clerk", "/acting-appointments"))["items"] == []
    await house.post("city-clerk", f"/acting-appointments/{made['id']}/end", status=404)

"""Integration: the same person and matter filed with two agencies is found at filing."""

import asyncio
from typing import Any

import pytest

from tests.support.intake_bodies import elder_application
from tests.support.intake_house import IntakeHouse


async def told(house: IntakeHouse, filed: dict[str, Any]) -> list[str]:
    """What was said of the application itself."""
    said = await house.said(f"matter/{filed['matter_id']}")
    return [m.type for m in said if m.type.startswith("intake.application.")]


@pytest.mark.row("I-05")
async def test_the_later_agency_learns_where_and_when_and_nothing_more(house: IntakeHouse) -> None:
    first = await house.post("clerk", "/applications", elder_application())
    house.clock.advance(hours=2)
    body = elder_application(org_id="LA-150202")
    later = await house.post("other-agency-clerk", "/applications", body)
    assert later["duplicate"] == {
        "first_agency_org_id": "LA-150203",
        "first_received_at": first["received_at"],
        "course": None,
        "reason_code": None,
    }
    assert first["id"] not in str(later)
    assert first["receipt"]["receipt_no"] not in str(later)
    await house.get("other-agency-clerk", f"/applications/{first['id']}", status=404)
    assert (await house.get("elder", f"/applications/{later['id']}"))["duplicate"] is None
    assert (await house.get("clerk", f"/applications/{first['id']}"))["duplicate"] is None


@pytest.mark.row("I-05")
async def test_it_is_attached_to_the_first_to_receive(house: IntakeHouse) -> None:
    await house.post("clerk", "/applications", elder_application())
    body = elder_application(org_id="LA-150202")
    later = await house.post("other-agency-clerk", "/applications", body)
    path = f"/applications/{later['id']}"
    waiting = await house.post("other-agency-clerk", f"{path}/review", {}, version=1, status=409)
    assert (waiting["code"], waiting["facts"]["org"]) == ("duplicate_not_ruled", "LA-150203")
    ruling = {"course": "attach", "reason_code": "SAME_MATTER"}
    ended = await house.post("other-agency-clerk", f"{path}/duplicate-ruling", ruling, version=1)
    assert (ended["state"], ended["duplicate"]["course"]) == ("not_ours", "attach")
    board = await house.get("other-agency-clerk", f"/deadlines?matter_id={later['matter_id']}")
    assert [clock["state"] for clock in board["items"]] == ["canceled"]
    assert await told(house, later) == [
        "intake.application.filed.v1",
        "intake.application.attached.v1",
    ]


@pytest.mark.row("I-05")
async def test_or_it_goes_on_with_a_reason_that_is_said_once(house: IntakeHouse) -> None:
    await house.post("clerk", "/applications", elder_application())
    body = elder_application(org_id="LA-150202")
    later = await house.post("other-agency-clerk", "/applications", body)
    path = f"/applications/{later['id']}"
    ruling = {"course": "go_on", "reason_code": "OTHER_DISPUTE"}
    ruled = await house.post("other-agency-clerk", f"{path}/duplicate-ruling", ruling, version=1)
    twice = await house.post("other-agency-clerk", f"{path}/duplicate-ruling", ruling,
                             version=ruled["version"], status=409)  # fmt: skip
    assert twice["code"] == "duplicate_already_ruled"
    await house.post("other-agency-clerk", f"{path}/review", {}, version=ruled["version"],
                     status=200)  # fmt: skip


@pytest.mark.row("I-05")
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_what_was_withdrawn_or_is_another_matter_is_no_earlier_filing(
    house: IntakeHouse,
) -> None:
    first = await house.post("elder", "/applications", elder_application())
    other = elder_application(org_id="LA-150202", opponents=[{"name": "演示另一人"}])
    assert (await house.post("other-agency-clerk", "/applications", other))["duplicate"] is None
    await house.post("elder", f"/applications/{first['id']}/withdrawal", {}, version=1)
    body = elder_application(org_id="LA-150202")
    assert (await house.post("other-agency-clerk", "/applications", body))["duplicate"] is None


async def test_two_clerks_acting_at_once_leave_one_act(house: IntakeHouse) -> None:
    filed = await house.post("clerk", "/applications", elder_application())
    path = f"/applications/{filed['id']}"
    signed = {"signature": {"method": "paper", "signed_on": "2026-11-02"}}
    acts = [
        ("clerk", "supplement-requests", {"item_codes": ["household_register"]}),
        ("reviewer", "supplement-requests", {"item_codes": ["wage_record"]}),
        ("clerk", "withdrawal", signed),
    ]

    async def act(place: int) -> int:
        person, name, body = acts[place]
        headers = {"idempotency-key": f"rival-{place}", "if-match": '"1"'}
        answer = await house.call("POST", person, f"{path}/{name}", body=body, headers=headers)
        return answer.status_code

    statuses = sorted(await asyncio.gather(*(act(place) for place in range(len(acts)))))
    assert statuses[0] == 201
    assert set(statuses[1:]) <= {409, 412}
    assert len(await told(house, filed)) == 2, "the filing, and one act"

"""Integration: one hand-in for a whole group; each member's own notice is met by it, or not."""

from typing import Any

import pytest
from sqlalchemy import select

from services.intake.store.tables import application
from tests.support.intake_bodies import workers_group
from tests.support.intake_house import IntakeHouse

SIGNED = {"method": "paper", "signed_on": "2026-11-02"}


async def waiting_group(house: IntakeHouse, *asked: list[str]) -> tuple[str, list[str]]:
    """Three workers; as many as ``asked`` has lists get a notice that names these papers."""
    group = await house.post("clerk", "/matter-groups", workers_group())
    ids = [one["id"] for one in group["applications"]]
    for one, items in zip(ids, asked, strict=False):
        path = f"/applications/{one}/supplement-requests"
        await house.post("clerk", path, {"item_codes": items}, version=1)
    return group["group_id"], ids


async def hand_in(
    house: IntakeHouse, group_id: str, *items: str, person: str = "clerk", status: int = 200
) -> Any:
    body = {"item_codes": list(items), "signature": SIGNED}
    return await house.post(person, f"/matter-groups/{group_id}/supplements", body, status=status)


@pytest.mark.row("I-05")
async def test_one_hand_in_meets_every_members_notice_and_their_clocks_run_on(
    house: IntakeHouse,
) -> None:
    group_id, ids = await waiting_group(house, *([["household_register"]] * 3))
    house.clock.advance(days=3)
    done = await hand_in(house, group_id, "household_register")
    assert (done["supplied_count"], done["refused_count"]) == (3, 0)
    assert [one["application_id"] for one in done["members"]] == ids
    for one in ids:
        shown = await house.get("clerk", f"/applications/{one}")
        assert (shown["state"], shown["supplement"]["supplemented_at"][:10]) == (
            "review",
            "2026-11-05",
        )
    board = await house.get("clerk", "/deadlines?code=T01")
    assert {one["limit_at"][:10] for one in board["items"]} == {"2026-11-12"}


@pytest.mark.row("I-05")
async def test_whose_notice_asks_for_more_hears_so_and_the_others_go_on(
    house: IntakeHouse,
) -> None:
    group_id, ids = await waiting_group(
        house, ["household_register"], ["household_register", "judgment"]
    )
    done = await hand_in(house, group_id, "household_register")
    assert [one["outcome"] for one in done["members"]] == ["supplied", "refused", "not_asked"]
    assert done["members"][1]["problem"]["code"] == "supplement_incomplete"
    states = [(await house.get("clerk", f"/applications/{one}"))["state"] for one in ids]
    assert states == ["review", "supplement_wait", "received"]
    rest = await hand_in(house, group_id, "household_register", "judgment")
    assert [one["outcome"] for one in rest["members"]] == ["not_asked", "supplied", "not_asked"]


@pytest.mark.row("I-05")
async def test_nobody_gets_a_paper_that_was_asked_of_another(house: IntakeHouse) -> None:
    group_id, ids = await waiting_group(house, ["household_register"], ["judgment"])
    await hand_in(house, group_id, "household_register", "judgment")
    rows = await house.rows(select(application.c.id, application.c.materials))
    held = {str(row.id): set(row.materials) for row in rows}
    assert ("household_register" in held[ids[0]], "judgment" in held[ids[0]]) == (True, False)
    assert ("household_register" in held[ids[1]], "judgment" in held[ids[1]]) == (False, True)


@pytest.mark.row("I-05")
async def test_a_member_answers_for_nobody_else_and_a_stranger_finds_no_group(
    house: IntakeHouse,
) -> None:
    group_id, ids = await waiting_group(house, *([["household_register"]] * 3))
    done = await hand_in(house, group_id, "household_register", person="worker-one")
    assert [one["application_id"] for one in done["members"]] == ids[:1]
    missing = await hand_in(house, group_id, "household_register", person="elder", status=404)
    assert missing["code"] == "group_not_found"
    states = [(await house.get("clerk", f"/applications/{one}"))["state"] for one in ids]
    assert states == ["review", "supplement_wait", "supplement_wait"]

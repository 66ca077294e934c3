"""Integration: the lists of a long archive - found by the beginning of a number, counted where open."""

from urllib.parse import quote

import pytest

from tests.support.intake_acts import decided, reviewed
from tests.support.intake_bodies import elder_application, workers_group
from tests.support.intake_house import IntakeHouse


async def numbers(house: IntakeHouse, begins: str) -> list[str]:
    found = await house.get("clerk", f"/matters?case_no_prefix={quote(begins)}")
    return [one["case_no"] for one in found["items"]]


@pytest.mark.row("I-07")
async def test_matters_are_found_by_the_beginning_of_their_number_as_it_is_written(
    house: IntakeHouse,
) -> None:
    group = await house.post("clerk", "/matter-groups", workers_group())
    for application in group["applications"]:
        await decided(house, await reviewed(house, application), "grant")
    assert await numbers(house, "〔2026〕150203") == [
        f"〔2026〕150203援民{n:05d}号" for n in (1, 2, 3)
    ]
    assert await numbers(house, "〔2026〕150203援民00002") == ["〔2026〕150203援民00002号"]
    assert await numbers(house, "〔2026〕150203援民00002号") == ["〔2026〕150203援民00002号"]
    for nobody in ("〔2025〕", "〔2026〕150203援民00002号-1", "%援民", "〔2026_150203"):
        assert await numbers(house, nobody) == []


@pytest.mark.row("I-05")
async def test_the_board_shows_each_clock_under_its_state_only(house: IntakeHouse) -> None:
    application = await house.post("clerk", "/applications", elder_application())
    await decided(house, await reviewed(house, application), "grant")
    await house.post("clerk", "/applications", elder_application(owner_subject=None))
    states = ("running", "due_soon", "overdue", "paused", "met", "met_late", "canceled")
    board = {
        state: (await house.get("clerk", f"/deadlines?code=T01&state={state}"))["items"]
        for state in states
    }
    assert {state: len(clocks) for state, clocks in board.items() if clocks} == {
        "running": 1,
        "met": 1,
    }
    assert {one["state"] for clocks in board.values() for one in clocks} == {"running", "met"}

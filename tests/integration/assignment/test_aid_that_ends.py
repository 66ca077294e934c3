"""Integration: early aid opens a stage that the grant confirms; aid that ends sets free what waits."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from services.assignment.store.tables import case_token, stage_assignment
from shared.db.tables import obligation, outbox
from tests.support.assignment_house import AssignmentHouse, grant

AGENCY = "LA-150203"


def early(matter_id: UUID, **changes: Any) -> dict[str, Any]:
    """The event of early aid: a grant's fields without the decision."""
    data = grant(matter_id, **changes)
    told = {
        name: value for name, value in data.items() if name not in ("decision_id", "decided_at")
    }
    return {**told, "aid_first_id": str(uuid4()), "granted_at": data["decided_at"]}


async def hear(house: AssignmentHouse, event: str, matter_id: UUID, data: dict[str, Any]) -> None:
    told = {"matter_id": str(matter_id), "agency_org_id": AGENCY, **data}
    await house.hear(f"intake.{event}.v1", f"matter/{matter_id}", AGENCY, told)


async def states(house: AssignmentHouse, matter_id: UUID) -> list[str]:
    query = select(stage_assignment.c.state).where(stage_assignment.c.matter_id == matter_id)
    return [row.state for row in await house.rows(query)]


async def open_clocks(house: AssignmentHouse) -> list[str]:
    query = select(obligation.c.code).where(
        obligation.c.canceled_at.is_(None), obligation.c.met_at.is_(None)
    )
    return [row.code for row in await house.rows(query)]


@pytest.mark.row("I-06")
async def test_a_grant_confirms_the_stage_that_early_aid_opened(house: AssignmentHouse) -> None:
    matter_id = uuid4()
    before = await house.count(outbox)
    await hear(house, "aid_first.granted", matter_id, early(matter_id))
    assert await states(house, matter_id) == ["opened"]
    assert await open_clocks(house) == ["T02"]
    await hear(house, "application.granted", matter_id, grant(matter_id))
    assert await states(house, matter_id) == ["opened"]
    assert await open_clocks(house) == ["T02"]
    assert await house.count(outbox) == before + 1


@pytest.mark.row("I-06")
async def test_lapsed_early_aid_frees_the_stage_and_a_corrected_grant_reopens_it(
    house: AssignmentHouse,
) -> None:
    matter_id = uuid4()
    await hear(house, "aid_first.granted", matter_id, early(matter_id))
    for _ in range(2):
        await hear(house, "aid_first.lapsed", matter_id, {"end_code": "refused"})
    assert await states(house, matter_id) == ["withdrawn"]
    assert await open_clocks(house) == []
    await hear(house, "application.granted", matter_id, grant(matter_id))
    assert await states(house, matter_id) == ["opened"]
    assert await open_clocks(house) == ["T02"]


async def test_the_end_of_aid_that_was_never_heard_of_changes_nothing(
    house: AssignmentHouse,
) -> None:
    matter_id = uuid4()
    await hear(house, "aid_first.lapsed", matter_id, {"end_code": "not_completed"})
    assert await states(house, matter_id) == []


@pytest.mark.row("I-13")
async def test_a_terminated_matter_waits_for_nobody_and_a_reinstated_one_is_assigned_anew(
    house: AssignmentHouse,
) -> None:
    matter_id = uuid4()
    await hear(house, "application.granted", matter_id, grant(matter_id))
    for _ in range(2):
        await hear(house, "matter.terminated", matter_id, {"ground_code": "OWN_COUNSEL"})
    assert await states(house, matter_id) == ["withdrawn"]
    assert await open_clocks(house) == []
    back = {"reinstated_at": "2026-11-25T02:00:00Z"}
    for _ in range(2):
        await hear(house, "matter.reinstated", matter_id, back)
    assert await states(house, matter_id) == ["opened"]
    assert await open_clocks(house) == ["T02"]


@pytest.mark.row("I-13")
async def test_new_people_of_a_matter_are_checked_for_conflicts(house: AssignmentHouse) -> None:
    matter_id = uuid4()
    data = grant(matter_id)
    await hear(house, "application.granted", matter_id, data)
    before = await house.count(case_token)
    people = {
        "party_tokens": data["party_tokens"],
        "opponent_tokens": [*data["opponent_tokens"], "ct1:new"],
    }
    for _ in range(2):
        await hear(house, "matter.parties_changed", matter_id, people)
    assert await house.count(case_token) == before + 1

"""Integration: the organ counts as told once intake proves that the naming message has reached it."""

from typing import Any
from uuid import uuid4

import pytest

from tests.integration.assignment.test_thread import clock, said
from tests.support.assignment_house import AssignmentHouse, notice
from tests.support.assignment_papers import named_case, opened_case

pytestmark = pytest.mark.row("A-04")


async def delivered(house: AssignmentHouse, case: dict[str, Any], **changes: Any) -> None:
    fact = {
        "partner_message_id": uuid4(),
        "agency_org_id": "LA-150203",
        "partner_org_id": "CT-150203",
        "message_kind": "lawyer.assigned",
        "matter_id": case["matter_id"],
        "stage_assignment_id": case["id"],
        "proof_code": "answered",
        "delivered_at": house.clock.now(),
        **changes,
    }
    stream = f"matter/{case['matter_id']}"
    await house.hear("intake.partner_message.delivered.v1", stream, "LA-150203", fact)


async def test_the_delivery_of_the_naming_message_stops_t04_once(house: AssignmentHouse) -> None:
    data = notice(uuid4())
    case = await named_case(house, data, "intake.notice.accepted.v1", "lawyer-chen")
    await delivered(house, case)
    met_at = (await clock(house, case["id"], "T04")).met_at
    assert met_at == house.clock.now()
    await delivered(house, case)
    facts = await said(house, f"matter/{data['matter_id']}")
    assert facts.count("assignment.organ.told.v1") == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"partner_org_id": "PR-150203"},
        {"message_kind": "notice.accepted"},
        {"stage_assignment_id": None},
        {"stage_assignment_id": str(uuid4())},
        {"delivered_at": "2026-01-01T00:00:00Z"},
    ],
    ids=["another organ", "another message", "no stage", "unknown stage", "before the naming"],
)
async def test_what_does_not_name_this_lawyer_to_this_organ_tells_nothing(
    house: AssignmentHouse, changes: dict[str, Any]
) -> None:
    data = notice(uuid4())
    case = await named_case(house, data, "intake.notice.accepted.v1", "lawyer-chen")
    await delivered(house, case, **changes)
    assert (await clock(house, case["id"], "T04")).met_at is None


async def test_a_message_before_anybody_is_named_tells_nothing(house: AssignmentHouse) -> None:
    case = await opened_case(house, notice(uuid4()), "intake.notice.accepted.v1")
    await delivered(house, case)
    assert (await clock(house, case["id"], "T04")).met_at is None

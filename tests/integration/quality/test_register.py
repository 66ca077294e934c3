"""The case register: every stage from assignment on, whatever the order of what is told (Q-01)."""

import random
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.support.quality import QualityHouse
from tests.support.quality_story import PROVIDER, breach_of, life_of


async def _registered(house: QualityHouse, stage: UUID) -> Any:
    lines = (await house.get("officer", "/stages"))["items"]
    assert [line["stage_assignment_id"] for line in lines] == [str(stage)]
    return await house.get("officer", f"/stages/{stage}")


@pytest.mark.row("Q-01")
@pytest.mark.parametrize("seed", range(4))
async def test_events_in_any_order_and_twice_give_the_same_register(
    house: QualityHouse, seed: int
) -> None:
    stage, matter = uuid4(), uuid4()
    told = [*life_of(stage, matter), breach_of(stage, matter, "T21")]
    messages = [(uuid4(), *one) for one in told] * 2
    random.Random(seed).shuffle(messages)
    for message_id, event_type, data in messages:
        await house.hear(event_type, data, message_id)
    line = await _registered(house, stage)
    assert (line["closed_on"], line["provider_id"]) == ("2026-11-03", str(PROVIDER))
    assert (line["kind"], line["stage"]) == ("civil", "ARBITRATION")
    assert line["opened_at"].startswith("2026-10-01")
    assert line["file_passed_at"].startswith("2026-11-04")
    assert sorted((entry["code"], entry["detail"]) for entry in line["track"]) == [
        ("closing_file.submitted", None),
        ("deadline.breached", "T21"),
        ("engagement.signed", None),
        ("progress.recorded", "hearing_attended"),
        ("subsidy.paid", None),
    ]


@pytest.mark.row("Q-01")
async def test_a_stage_that_has_only_been_assigned_is_on_the_register(house: QualityHouse) -> None:
    stage = uuid4()
    await house.hear(*life_of(stage, uuid4())[1])
    line = await _registered(house, stage)
    assert (line["closed_on"], line["opened_at"], line["track"]) == (None, None, [])


async def test_another_agency_sees_nothing_of_it(house: QualityHouse) -> None:
    stage = uuid4()
    await house.hear(*life_of(stage, uuid4())[0])
    assert (await house.get("stranger", "/stages"))["items"] == []
    await house.get("stranger", f"/stages/{stage}", status=404)


async def test_the_officer_is_told_which_work_waits(house: QualityHouse) -> None:
    await house.post(
        "officer", "/samples", {"period_from": "2026-11-01", "period_to": "2026-11-30"}
    )
    assert (await house.get("officer", "/me/tasks"))["counts"]["samples_to_draw"] == 0
    house.clock.advance(days=30)
    assert (await house.get("officer", "/me/tasks"))["counts"]["samples_to_draw"] == 1

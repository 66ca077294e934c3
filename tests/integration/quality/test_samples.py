"""A sample that anybody can check: committed first, drawn from every closed stage, shown whole."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import DBAPIError

from services.quality.store.tables import sample_publication
from tests.support.quality import QualityHouse
from tests.support.quality_story import (
    NOVEMBER,
    breach_of,
    committed_sample,
    draw,
    drawn_sample,
    hear_life,
    life_of,
)
from tools.verify_sample import checks


async def _published(house: QualityHouse, sample: Any) -> Any:
    return await house.get("nobody", f"/published-samples/{sample['id']}")


@pytest.mark.row("Q-02")
@pytest.mark.row("N5")
async def test_the_seed_is_committed_first_and_anybody_repeats_the_draw(
    house: QualityHouse,
) -> None:
    sample = await drawn_sample(house, *(uuid4() for _ in range(12)))
    assert sample["state"] == "drawn"
    assert (len(sample["drawn"]), len(sample["reserve"])) == (2, 2)
    published = await _published(house, sample)
    assert checks(published) == dict.fromkeys(checks(published), True)


@pytest.mark.row("Q-02")
async def test_before_the_draw_everybody_sees_the_commitment_and_nobody_the_seed(
    house: QualityHouse,
) -> None:
    sample = await committed_sample(house)
    assert sample["seed"] is None
    (listed,) = (await house.get("nobody", "/published-samples"))["items"]
    assert (listed["seed_commitment"], listed["seed"]) == (sample["seed_commitment"], None)
    assert listed["rule"]["percent"] == sample["rule"]["percent"]
    problem = await house.post("officer", f"/samples/{sample['id']}/draw", version=1, status=409)
    assert problem["code"] == "sample_period_still_open"
    await house.get("stranger", f"/samples/{sample['id']}", status=404)
    await house.get("nobody", f"/published-samples/{uuid4()}", status=404)


@pytest.mark.row("Q-02")
@pytest.mark.parametrize(
    ("period_from", "period_to", "code"),
    [
        ("2026-10-01", "2026-10-31", "seed_committed_too_late"),
        ("2026-11-30", "2026-12-31", "sample_period_taken"),
        ("2026-11-05", "2026-11-05", "sample_period_taken"),
    ],
)
async def test_a_second_or_late_commitment_is_refused(
    house: QualityHouse, period_from: str, period_to: str, code: str
) -> None:
    await committed_sample(house)
    body = {"period_from": period_from, "period_to": period_to}
    assert (await house.post("officer", "/samples", body, status=409))["code"] == code


async def test_another_agency_commits_for_the_same_period(house: QualityHouse) -> None:
    await committed_sample(house)
    await house.post("stranger", "/samples", NOVEMBER)


@pytest.mark.row("Q-02")
async def test_every_stage_closed_in_the_period_is_in_the_frame_filed_or_not(
    house: QualityHouse,
) -> None:
    sample = await committed_sample(house)
    unfiled, filed, running = uuid4(), uuid4(), uuid4()
    for event_type, data in life_of(unfiled, uuid4())[:5]:
        await house.hear(event_type, data)
    await hear_life(house, filed)
    await house.hear(*life_of(running, uuid4())[0])
    frame = (await draw(house, sample))["frame"]
    assert {entry["stage_assignment_id"] for entry in frame} == {str(unfiled), str(filed)}


@pytest.mark.row("Q-02")
async def test_a_stage_with_a_clock_that_the_handler_missed_must_be_reviewed(
    house: QualityHouse,
) -> None:
    sample = await committed_sample(house)
    late, matter = uuid4(), uuid4()
    await hear_life(house, late, matter)
    await house.hear(*breach_of(late, matter, "T21"))
    for _ in range(3):
        await hear_life(house, uuid4())
    drawn = await draw(house, sample)
    assert drawn["drawn"][0] == str(late)
    assert len(drawn["drawn"]) == 2


@pytest.mark.row("Q-02")
async def test_a_closing_that_is_told_after_the_draw_is_shown_to_everybody(
    house: QualityHouse,
) -> None:
    told_in_time, told_late = uuid4(), uuid4()
    sample = await drawn_sample(house, told_in_time)
    for _ in range(2):
        await hear_life(house, told_late)
        await hear_life(house, told_in_time)
    published = await _published(house, sample)
    assert published["late_stages"] == [
        {"stage_assignment_id": str(told_late), "closed_on": "2026-11-03"}
    ]
    assert not checks(published)["no stage told after the draw"]


@pytest.mark.row("N5")
async def test_what_was_published_cannot_be_changed_even_in_the_database(
    house: QualityHouse,
) -> None:
    await committed_sample(house)
    with pytest.raises(DBAPIError, match=r"append-only|permission denied"):
        async with house.running.database.begin() as connection:
            await connection.execute(sample_publication.update().values(content={}))


async def test_who_assigned_a_case_of_the_frame_may_not_draw(house: QualityHouse) -> None:
    sample = await committed_sample(house)
    for event_type, data in life_of(uuid4(), uuid4(), assigned_by="p-officer"):
        await house.hear(event_type, data)
    house.clock.advance(days=30)
    path = f"/samples/{sample['id']}/draw"
    problem = await house.post("officer", path, version=1, status=403)
    assert problem["code"] == "sampler_assigned_a_case"
    await house.post("officer-2", path, version=1, status=200)


async def test_a_sample_is_drawn_once(house: QualityHouse) -> None:
    sample = await drawn_sample(house, UUID(int=1))
    path = f"/samples/{sample['id']}/draw"
    assert (await house.post("officer", path, version=1, status=412))["code"] == "version_stale"
    again = await house.post("officer", path, version=2, status=409)
    assert again["code"] == "act_not_allowed_now"

"""Integration: what assignment hears - shuffled or doubled, the end is the same."""

from itertools import permutations
from uuid import uuid4

import pytest
from sqlalchemy import select

from services.assignment.store.tables import (
    case_token,
    provider_grade,
    provider_rating,
    stage_assignment,
)
from shared.db.tables import obligation, outbox
from tests.support.assignment_house import AssignmentHouse, grant, notice
from tests.support.assignment_papers import opened_case, provider_of


async def test_a_grant_heard_twice_opens_one_stage_with_one_clock(house: AssignmentHouse) -> None:
    data = grant(uuid4())
    before = await house.count(outbox)
    for _ in range(2):
        await house.hear(
            "intake.application.granted.v1", f"matter/{data['matter_id']}", "LA-150203", data
        )
    assert await house.count(stage_assignment) == 1
    assert await house.count(obligation) == 1
    assert await house.count(case_token) == 2
    assert await house.count(outbox) == before + 1


@pytest.mark.parametrize("first", ["grant", "notice"])
async def test_grant_and_notice_of_the_same_stage_commute(
    house: AssignmentHouse, first: str
) -> None:
    matter_id = uuid4()
    granted = grant(matter_id, kind="criminal", service="CRIM", stage="FIRST")
    events = [
        ("intake.application.granted.v1", granted),
        ("intake.notice.accepted.v1", notice(matter_id)),
    ]
    for event_type, data in events if first == "grant" else reversed(events):
        await house.hear(event_type, f"matter/{matter_id}", "LA-150203", data)
    assert await house.count(stage_assignment) == 1


async def test_the_next_stage_of_a_matter_is_a_case_of_its_own(house: AssignmentHouse) -> None:
    matter_id = uuid4()
    for stage in ("PROSECUTION", "FIRST"):
        data = notice(matter_id, stage=stage)
        await house.hear("intake.notice.accepted.v1", f"matter/{matter_id}", "LA-150203", data)
    assert await house.count(stage_assignment) == 2


async def test_ratings_in_any_order_leave_the_newest(house: AssignmentHouse) -> None:
    ratings = [(700, 1, "2026-09-01"), (820, 2, "2026-10-01"), (910, 3, "2026-11-01")]
    for order in permutations(ratings):
        provider_id = uuid4()
        for tenths, reviews, as_of in [*order, order[0]]:
            data = {
                "provider_id": provider_id,
                "rating_tenths": tenths,
                "review_count": reviews,
                "as_of": as_of,
            }
            stream = f"provider/{provider_id}"
            await house.hear("quality.rating.changed.v1", stream, "LA-150203", data)
        query = select(provider_rating).where(provider_rating.c.provider_id == provider_id)
        (row,) = await house.rows(query)
        assert (row.rating_tenths, row.review_count) == (910, 3)


@pytest.mark.row("A-03")
async def test_a_rating_moves_the_factor_of_matching(house: AssignmentHouse) -> None:
    case = await opened_case(house, grant(uuid4()), "intake.application.granted.v1")
    provider_id = await provider_of(house, "lawyer-li")
    data = {
        "provider_id": provider_id,
        "rating_tenths": 930,
        "review_count": 4,
        "as_of": "2026-11-20T00:00:00Z",
    }
    await house.hear("quality.rating.changed.v1", f"provider/{provider_id}", "LA-150203", data)
    looked = await house.get("assigner", f"/stage-assignments/{case['id']}/candidates")
    values = {
        c["provider_id"]: next(f["value"] for f in c["factors"] if f["name"] == "quality")
        for c in looked["ranked"]
    }
    assert values.pop(provider_id) == 930
    assert set(values.values()) == {750}


async def test_a_final_grade_of_an_unknown_matter_is_kept_once(house: AssignmentHouse) -> None:
    data = {
        "review_id": uuid4(),
        "matter_id": uuid4(),
        "stage_assignment_id": uuid4(),
        "provider_id": uuid4(),
        "grade_code": "good",
        "score_tenths": 850,
        "finalized_at": "2026-11-20T00:00:00Z",
    }
    for _ in range(2):
        stream = f"matter/{data['matter_id']}"
        await house.hear("quality.review.finalized.v1", stream, "LA-150203", data)
    assert await house.count(provider_grade) == 1


async def test_a_withdrawn_notice_ends_what_has_not_begun_and_a_renewed_one_opens_it_again(
    house: AssignmentHouse,
) -> None:
    matter_id = uuid4()
    stream = f"matter/{matter_id}"
    accepted = ("intake.notice.accepted.v1", stream, "LA-150203")
    withdrawn = ("intake.notice.withdrawn.v1", stream, "LA-150203")
    await house.hear(*accepted, notice(matter_id))
    for _ in range(2):
        await house.hear(*withdrawn, {"matter_id": matter_id, "stage": "FIRST"})
    ((state, version),) = await house.rows(
        select(stage_assignment.c.state, stage_assignment.c.version)
    )
    assert (state, version) == ("withdrawn", 2)
    renewed = notice(matter_id, received_at="2026-12-01T02:00:00Z")
    for _ in range(2):
        await house.hear(*accepted, renewed)
    ((state,),) = await house.rows(select(stage_assignment.c.state))
    assert state == "opened"
    clocks = await house.rows(select(obligation.c.canceled_at).where(obligation.c.code == "T04"))
    assert sorted(row.canceled_at is None for row in clocks) == [False, True]


async def test_a_withdrawn_notice_leaves_what_an_application_opened(
    house: AssignmentHouse,
) -> None:
    matter_id = uuid4()
    stream = f"matter/{matter_id}"
    await house.hear("intake.application.granted.v1", stream, "LA-150203", grant(matter_id))
    gone = {"matter_id": matter_id, "stage": "ARBITRATION"}
    await house.hear("intake.notice.withdrawn.v1", stream, "LA-150203", gone)
    ((state,),) = await house.rows(select(stage_assignment.c.state))
    assert state == "opened", "opened by an application, not by the notice"

"""The deadline board: what runs, what is near, what is over, what was kept - and only one's own."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert

from shared.db.tables import audit_entry, obligation
from tests.support.sample_app import HOME_ORG, OTHER_ORG, SampleHouse

BOARD = "/sample/v1/deadlines"
NOW = datetime.now(UTC)
DAY = timedelta(days=1)
OPEN_PAUSE = [{"since": NOW.isoformat(), "until": None}]
ENDED_PAUSE = [{"since": NOW.isoformat(), "until": NOW.isoformat()}]


def clock(org_id: str = HOME_ORG, **fields: Any) -> dict[str, Any]:
    """A clock that runs for ten more days."""
    row = {
        "id": uuid4(),
        "org_id": org_id,
        "subject": "matter/x",
        "matter_id": uuid4(),
        "code": "T03",
        "article": "法律援助法 43(1)",
        "owner": "reviewer",
        "unit": "calendar_day",
        "length": 7,
        "rolls": True,
        "rule_digest": "0",
        "verified": True,
        "started_at": NOW - 5 * DAY,
        "pauses": [],
        "target_at": NOW + 10 * DAY,
        "limit_at": NOW + 11 * DAY,
        "provisional": False,
    }
    return {**row, **fields}


async def put(house: SampleHouse, *rows: dict[str, Any]) -> None:
    async with house.database.begin() as connection:
        for row in rows:
            await connection.execute(insert(obligation), row)


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, "running"),
        ({"target_at": NOW + DAY / 2}, "due_soon"),
        ({"target_at": NOW - 2 * DAY, "limit_at": NOW - DAY}, "overdue"),
        ({"limit_at": NOW - DAY, "pauses": OPEN_PAUSE}, "paused"),
        ({"limit_at": NOW - DAY, "pauses": ENDED_PAUSE}, "overdue"),
        ({"met_at": NOW}, "met"),
        ({"limit_at": NOW - DAY, "met_at": NOW}, "met_late"),
        ({"limit_at": NOW - DAY, "canceled_at": NOW}, "canceled"),
    ],
)
async def test_a_clock_shows_where_it_stands(
    house: SampleHouse, fields: dict[str, Any], state: str
) -> None:
    await put(house, clock(**fields))
    items = (await house.clerk.get(BOARD)).json()["items"]
    assert [item["state"] for item in items] == [state]
    assert len((await house.clerk.get(f"{BOARD}?state={state}")).json()["items"]) == 1
    other = "running" if state != "running" else "met"
    assert (await house.clerk.get(f"{BOARD}?state={other}")).json()["items"] == []


async def test_the_nearest_limit_comes_first(house: SampleHouse) -> None:
    far, near = clock(limit_at=NOW + 9 * DAY), clock(limit_at=NOW + 3 * DAY)
    await put(house, far, near)
    first = (await house.clerk.get(f"{BOARD}?limit=1")).json()
    second = (await house.clerk.get(f"{BOARD}?limit=1&cursor={first['next_cursor']}")).json()
    assert [UUID(page["items"][0]["id"]) for page in (first, second)] == [near["id"], far["id"]]


async def test_the_board_is_filtered_by_owner_and_article(house: SampleHouse) -> None:
    await put(house, clock(), clock(owner="assigner", article="法律援助法 45"))
    found = (await house.clerk.get(f"{BOARD}?owner=assigner")).json()["items"]
    assert [item["article"] for item in found] == ["法律援助法 45"]
    found = (await house.clerk.get(f"{BOARD}?article=法律援助法 43(1)")).json()["items"]
    assert [item["owner"] for item in found] == ["reviewer"]


async def test_the_summary_counts_by_owner_article_and_state(house: SampleHouse) -> None:
    kept_long_ago = clock(met_at=NOW - 90 * DAY)
    await put(house, clock(), clock(), clock(owner="assigner"), clock(met_at=NOW), kept_long_ago)
    counts = (await house.clerk.get(f"{BOARD}/summary")).json()["counts"]
    shown = {(one["owner"], one["state"]): one["count"] for one in counts}
    assert shown == {("assigner", "running"): 1, ("reviewer", "running"): 2, ("reviewer", "met"): 1}
    counts = (await house.clerk.get(f"{BOARD}/summary?kept_days=100")).json()["counts"]
    assert {one["count"] for one in counts if one["state"] == "met"} == {2}


async def test_another_organizations_clocks_are_not_on_the_board(house: SampleHouse) -> None:
    await put(house, clock(OTHER_ORG))
    assert (await house.clerk.get(BOARD)).json()["items"] == []
    assert (await house.clerk.get(f"{BOARD}/summary")).json()["counts"] == []


@pytest.mark.row("S-04")
async def test_the_auditor_learns_that_the_chains_are_whole_and_where_they_break(
    house: SampleHouse,
) -> None:
    await house.ticket()
    auditor = house.as_("auditor", org=None, subject="acc-9")
    whole = (await auditor.get("/sample/v1/audit/verification")).json()
    assert (whole["whole"], whole["first_break"]) == (True, None)
    async with house.database.begin() as connection:
        await connection.execute(audit_entry.update().values(act="ticket.forged"))
    broken = (await auditor.get("/sample/v1/audit/verification")).json()
    assert (broken["whole"], broken["first_break"]["damage"]) == (False, "altered")
    assert (await house.clerk.get("/sample/v1/audit/verification")).status_code == 403

"""Integration: a year's notice is imported; every open clock dated without it is dated again."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from shared.db import obligation_watch
from shared.db.obligations import pause_obligation, resume_obligation
from shared.db.tables import audit_entry, calendar_day, calendar_year, obligation
from shared.db.transaction import Scope
from shared.kernel.actor import system
from shared.service import prepare
from tests.support.intake_bodies import elder_application
from tests.support.intake_house import IntakeHouse

YEAR_END = datetime(2026, 12, 28, 4, 0, tzinfo=UTC)


def notice(**changes: Any) -> dict[str, Any]:
    """A made-up notice of 2027: New Year is off until the fourth."""
    off = ["01-01", "01-02", "01-03", "01-04", "02-05", "02-06", "02-07", "02-08", "04-05"]
    off += ["05-01", "05-02", "06-09", "09-15", "10-01", "10-02", "10-03"]
    return {
        "year": 2027,
        "source": "示例放假通知〔2026〕1号",
        "holidays": [f"2027-{day}" for day in off],
        "workdays": ["2026-12-26", "2027-02-14"],
        **changes,
    }


async def limits(house: IntakeHouse) -> dict[str, tuple[str, bool]]:
    rows = await house.rows(select(obligation).where(obligation.c.code == "T01"))
    return {row.org_id: (row.limit_at.isoformat()[:10], row.provisional) for row in rows}


async def two_filed_at_the_turn_of_the_year(house: IntakeHouse) -> None:
    house.clock.moment = YEAR_END
    await house.post("clerk", "/applications", elder_application())
    await house.post("city-clerk", "/applications", elder_application(org_id="LA-150200"))


@pytest.mark.row("S-02")
async def test_open_clocks_of_all_agencies_are_dated_again_in_one_go(house: IntakeHouse) -> None:
    await two_filed_at_the_turn_of_the_year(house)
    assert set((await limits(house)).values()) == {("2027-01-04", True)}
    answer = await house.post("operator", "/calendar/imports", notice())
    assert answer["moved_count"] == 2
    assert answer["moved"] == {"T01": 2}, (
        "numbers only: whose clocks they are is not the operator's"
    )
    assert set((await limits(house)).values()) == {("2027-01-05", False)}
    traces = await house.rows(
        select(audit_entry).where(audit_entry.c.act == "obligation.recompute")
    )
    assert len(traces) == 2
    assert {trace.stream.partition("/")[0] for trace in traces} == {"matter"}
    said = [m for m in await house.said() if m.type == "intake.deadline.recomputed.v1"]
    assert {m.tenant for m in said} == {"LA-150200", "LA-150203"}
    assert {m.data["limit_was_at"][:10] for m in said} == {"2027-01-04"}
    years = (await house.get("operator", "/calendar"))["years"]
    assert [one["provisional"] for one in years if one["year"] == 2027] == [False]


async def test_an_import_twice_moves_nothing(house: IntakeHouse) -> None:
    await two_filed_at_the_turn_of_the_year(house)
    await house.post("operator", "/calendar/imports", notice())
    again = await house.post("operator", "/calendar/imports", notice(source="同一通知，再次录入"))
    assert again["moved_count"] == 0


async def test_a_corrected_notice_replaces_the_first_and_prepare_leaves_it(
    house: IntakeHouse,
) -> None:
    await two_filed_at_the_turn_of_the_year(house)
    await house.post("operator", "/calendar/imports", notice())
    shorter = [day for day in notice()["holidays"] if day != "2027-01-04"]
    answer = await house.post("operator", "/calendar/imports", notice(holidays=shorter))
    assert answer["moved_count"] == 2
    assert set((await limits(house)).values()) == {("2027-01-04", False)}
    await prepare(house.running.service, house.running.settings, clock=house.clock)
    rows = await house.rows(select(calendar_day.c.day).where(calendar_day.c.kind == "workday"))
    assert "2027-02-14" in {row.day.isoformat() for row in rows}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (notice(holidays=["2027-01-01"]), "calendar_notice_implausible"),
        (notice(workdays=["2027-03-01"]), "calendar_notice_implausible"),
        (notice(year=2031), "calendar_year_out_of_range"),
        (notice(source="？"), "payload_not_understood"),
    ],
)
async def test_an_implausible_notice_changes_nothing(
    house: IntakeHouse, body: dict[str, Any], code: str
) -> None:
    before = await house.rows(select(calendar_year)), await house.rows(select(calendar_day))
    problem = await house.post("operator", "/calendar/imports", body, status=422)
    assert problem["code"] == code
    assert (
        await house.rows(select(calendar_year)),
        await house.rows(select(calendar_day)),
    ) == before


async def test_no_organization_imports_for_the_others(house: IntakeHouse) -> None:
    for person in ("head", "admin"):
        await house.post(person, "/calendar/imports", notice(), status=403)


async def test_paused_clocks_never_keep_others_from_being_announced(
    house: IntakeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = await house.post("clerk", "/applications", elder_application())
    ask = {"item_codes": ["household_register"]}
    await house.post(
        "clerk", f"/applications/{application['id']}/supplement-requests", ask, version=1
    )
    other = await house.post("clerk", "/applications", elder_application(channel="LETTER"))
    house.clock.advance(days=9)
    monkeypatch.setattr(obligation_watch, "SWEEP_ROWS", 1)
    await house.sweep()
    breached = [m for m in await house.said() if m.type == "intake.deadline.breached.v1"]
    assert [m.data["matter_id"] for m in breached] == [other["matter_id"]]


async def test_a_clock_that_runs_on_is_announced_again_when_it_is_near(house: IntakeHouse) -> None:
    house.clock.moment = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)  # ends on a Sunday, target Friday
    filed = elder_application(signature={"method": "paper", "signed_on": "2026-11-01"})
    application = await house.post("clerk", "/applications", filed)
    house.clock.advance(days=5)
    await house.sweep()
    ask = {"item_codes": ["household_register"]}
    path = f"/applications/{application['id']}"
    await house.post("clerk", f"{path}/supplement-requests", ask, version=1)
    house.clock.advance(days=8)
    await house.post("elder", f"{path}/supplements", {"item_codes": ["household_register"]})
    house.clock.advance(days=2)
    await house.sweep()
    approached = [m for m in await house.said() if m.type == "intake.deadline.approached.v1"]
    assert [m.data["target_at"][:10] for m in approached] == ["2026-11-06", "2026-11-16"]


async def test_a_clock_opened_while_the_year_was_imported_is_dated_after_all(
    house: IntakeHouse,
) -> None:
    await two_filed_at_the_turn_of_the_year(house)
    await house.post("operator", "/calendar/imports", notice())
    late = obligation.update().where(obligation.c.org_id == "LA-150200")
    early = datetime(2027, 1, 4, 16, tzinfo=UTC)
    async with house.running.transactions.begin(
        actor=system("intake"), scope=Scope(everything=True)
    ) as tx:
        await tx.execute(late.values(limit_at=early, provisional=True))
    await house.sweep()
    assert set((await limits(house)).values()) == {("2027-01-05", False)}


async def test_a_clock_that_stands_still_is_not_stopped_twice(house: IntakeHouse) -> None:
    application = await house.post("clerk", "/applications", elder_application())
    subject = f"matter/{application['matter_id']}"
    async with house.running.transactions.begin(
        actor=system("intake"), scope=Scope(everything=True)
    ) as tx:
        await pause_obligation(tx, subject, "T01", house.clock.now())
        await pause_obligation(tx, subject, "T01", house.clock.now())
        house.clock.advance(days=3)
        await resume_obligation(tx, subject, "T01", house.clock.now())
    assert (await limits(house))["LA-150203"][0] == "2026-11-12"

"""The calendar as a clock loads it: the days before its start are spared, the dates stay the same."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from shared.db.calendar import seed_calendar
from shared.db.obligations import load_calendar
from shared.kernel.clock import LAW_ZONE
from shared.kernel.obligations import DeadlineRule, Unit, due
from tests.support.vaults import CLERK, NOTHING, bare_service

STARTS = [date(2024, 12, 20) + timedelta(days=3 * step) for step in range(20)]


@pytest.mark.parametrize("unit", [Unit.CALENDAR_DAY, Unit.WORKING_DAY])
async def test_a_calendar_from_the_start_on_gives_the_same_dates(
    tmp_path: Path, unit: Unit
) -> None:
    rule = DeadlineRule("T00", "民法典 203", "agency", unit, 1, "start", "stop")
    async with (
        bare_service(tmp_path) as service,
        service.begin(actor=CLERK, scope=NOTHING) as tx,
    ):
        await seed_calendar(tx)
        whole = await load_calendar(tx)
        for day in STARTS:
            since = await load_calendar(tx, since=day)
            started_at = datetime(day.year, day.month, day.day, 10, tzinfo=LAW_ZONE)
            assert due(rule, started_at, (), since) == due(rule, started_at, (), whole)
            assert len(since.exceptions) < len(whole.exceptions)

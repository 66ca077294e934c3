"""Database: the national working-day calendar, seeded by ``prepare`` and corrected by import."""

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from shared.db.sql import insert_missing
from shared.db.tables import calendar_day, calendar_year
from shared.db.transaction import Transaction
from shared.kernel.workdays import DayKind

FIRST_YEAR = 2022  # 法律援助法 in force since 2022-01-01: no clock is older
LAST_NOTICE_YEAR = 2026
NOTICE_SOURCE = "国务院办公厅节假日安排通知 (by way of the chinesecalendar tables)"
PROVISIONAL = Path(__file__).with_name("calendar_provisional.toml")

_SATURDAY = 5


async def seed_calendar(tx: Transaction) -> None:
    """Add the years that are not there yet; never changes what was imported."""
    years: list[dict[str, Any]] = [
        {"year": year, "provisional": False, "source": NOTICE_SOURCE}
        for year in range(FIRST_YEAR, LAST_NOTICE_YEAR + 1)
    ]
    days = _noticed_days()
    for year, table in tomllib.loads(PROVISIONAL.read_text(encoding="utf-8")).items():
        years.append({"year": int(year), "provisional": True, "source": table["source"]})
        days += [
            {"day": date.fromisoformat(day), "kind": DayKind.HOLIDAY.value}
            for day in table["holidays"]
        ]
    await insert_missing(tx.connection, calendar_year, years)
    await insert_missing(tx.connection, calendar_day, days)


def _noticed_days() -> list[dict[str, Any]]:
    """The days that differ from the plain week."""
    import chinese_calendar  # heavy, and only prepare needs it

    found = []
    day = date(FIRST_YEAR, 1, 1)
    while day.year <= LAST_NOTICE_YEAR:
        works = bool(chinese_calendar.is_workday(day))
        if works != (day.weekday() < _SATURDAY):
            kind = DayKind.WORKDAY if works else DayKind.HOLIDAY
            found.append({"day": day, "kind": kind.value})
        day += timedelta(days=1)
    return found

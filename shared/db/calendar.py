"""Database: the national working-day calendar, seeded by ``prepare`` and corrected by import."""

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select

from shared.db.obligation_watch import Moved, recompute_obligations
from shared.db.sql import insert_into, insert_missing
from shared.db.tables import calendar_day, calendar_year
from shared.db.transaction import Transaction
from shared.kernel.refusals import NotUnderstood
from shared.kernel.workdays import DayKind, YearNotice

FIRST_YEAR = 2022  # 法律援助法 in force since 2022-01-01: no clock is older
LAST_NOTICE_YEAR = 2026
NOTICE_SOURCE = "国务院办公厅节假日安排通知 (by way of the chinesecalendar tables)"
PROVISIONAL = Path(__file__).with_name("calendar_provisional.toml")

YEARS_AHEAD_MAX = 1  # a notice comes out in the autumn before its year

_SATURDAY = 5


class CalendarYearOutOfRange(NotUnderstood):
    """No notice of that year can exist now. Facts: ``first``, ``last``, ``pointer``."""


async def import_year(tx: Transaction, notice: YearNotice) -> list[Moved]:
    """Load one year's notice in place of what was there, and date the open clocks again.

    Everything in the caller's transaction, which must see every tenant: the calendar is national.
    Raises CalendarNoticeImplausible, CalendarYearOutOfRange, TooManyToRecompute.
    """
    last = tx.now.year + YEARS_AHEAD_MAX
    if not FIRST_YEAR <= notice.year <= last:
        raise CalendarYearOutOfRange(first=FIRST_YEAR, last=last, pointer="/year")
    days = notice.exceptions()
    begins, ends = date(notice.year, 1, 1), date(notice.year, 12, 31)
    await tx.execute(delete(calendar_day).where(calendar_day.c.day.between(begins, ends)))
    await _put_days(tx, days)
    await _put_year(tx, notice)
    moved = await recompute_obligations(tx, notice.year)
    tx.record(
        f"calendar/{notice.year}",
        "calendar.import",
        source=notice.source,
        days=len(days),
        obligations_moved=len(moved),
    )
    return moved


async def _put_days(tx: Transaction, days: Mapping[date, DayKind]) -> None:
    statement = insert_into(calendar_day, tx.database.dialect)
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["day"], set_={"kind": statement.excluded.kind}
        ),
        [{"day": day, "kind": kind.value} for day, kind in days.items()],
    )


async def _put_year(tx: Transaction, notice: YearNotice) -> None:
    statement = insert_into(calendar_year, tx.database.dialect)
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["year"],
            set_={
                "provisional": statement.excluded.provisional,
                "source": statement.excluded.source,
            },
        ),
        {"year": notice.year, "provisional": False, "source": notice.source},
    )


async def seed_calendar(tx: Transaction) -> None:
    """Add the years that are not there yet; never changes what was imported."""
    there = set((await tx.execute(select(calendar_year.c.year))).scalars())
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
    await insert_missing(
        tx.connection, calendar_year, [one for one in years if one["year"] not in there]
    )
    await insert_missing(
        tx.connection, calendar_day, [one for one in days if one["day"].year not in there]
    )


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

"""HTTP: the working-day calendar - which years are loaded, and the import of a year's notice."""

from collections import Counter
from datetime import date
from typing import Any

from pydantic import ConfigDict, Field
from sqlalchemy import select

from shared.db.calendar import CalendarYearOutOfRange, import_year
from shared.db.obligation_watch import TooManyToRecompute
from shared.db.tables import calendar_day, calendar_year
from shared.db.transaction import Transaction
from shared.http.bodies import Answer, Body
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.workdays import CalendarNoticeImplausible, YearNotice

DAYS_MAX = 60  # a notice names about thirty
YEARS_MAX = 200


_EXAMPLE: dict[str, Any] = {
    "year": 2026,
    "source": "国务院办公厅关于2026年部分节假日安排的通知",
    "holidays": [
        *("2026-01-01", "2026-01-02", "2026-04-06", "2026-05-01", "2026-05-04", "2026-05-05"),
        *("2026-06-19", "2026-09-25", "2026-10-01", "2026-10-02", "2026-10-03", "2026-10-05"),
    ],
    "workdays": ["2026-05-09", "2026-10-10"],
}


class NoticeIn(Body):
    """The State Council's notice: every day off, and every weekend day that is worked (调休)."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    year: int = Field(ge=2000, le=2100)
    source: str = Field(min_length=4, max_length=120)
    holidays: list[date] = Field(max_length=DAYS_MAX)
    workdays: list[date] = Field(default_factory=list, max_length=DAYS_MAX)

    def notice(self) -> YearNotice:
        return YearNotice(
            self.year, self.source, frozenset(self.holidays), frozenset(self.workdays)
        )


class ImportOut(Answer):
    """``moved``: how many clocks of each kind got another end; whose they are stays with them."""

    year: int
    source: str
    holidays: int
    workdays: int
    moved_count: int
    moved: dict[str, int]


class YearOut(Answer):
    """``provisional``: no notice yet; every date computed with it says so."""

    year: int
    provisional: bool
    source: str
    holidays: list[date]
    workdays: list[date]


class CalendarOut(Answer):
    years: list[YearOut]


def calendar_router(service: str) -> ServiceRouter:
    """``GET /<service>/v1/calendar`` and ``POST /<service>/v1/calendar/imports``."""
    router = ServiceRouter(prefix=f"/{service}/v1", tags=["deadlines"])

    @router.get("/calendar")
    @gate(roles={"authenticated"}, reads=True)
    async def read_calendar(tx: Tx) -> CalendarOut:
        """Read the years that clocks are counted with, and where each comes from."""
        return CalendarOut(years=await _years(tx))

    @router.post("/calendar/imports", status_code=201)
    @gate(
        roles={"operator"},  # no organization's own: the calendar holds for all of them
        appends=True,
        tenant="everything",
        refuses=(CalendarNoticeImplausible, CalendarYearOutOfRange, TooManyToRecompute),
    )
    async def import_calendar_year(body: NoticeIn, tx: Tx) -> ImportOut:
        """Import a year's notice and date every open clock that touches the year again.

        One transaction: the year, the clocks, a trace and an event per clock that moved.
        A corrected notice of the same year is imported the same way.
        """
        moved = await import_year(tx, body.notice())
        return ImportOut(
            year=body.year,
            source=body.source,
            holidays=len(body.holidays),
            workdays=len(body.workdays),
            moved_count=len(moved),
            moved=dict(sorted(Counter(one.code for one in moved).items())),
        )

    return router


async def _years(tx: Transaction) -> list[YearOut]:
    days = (await tx.execute(select(calendar_day).order_by(calendar_day.c.day))).all()
    query = select(calendar_year).order_by(calendar_year.c.year).limit(YEARS_MAX)
    return [
        YearOut(
            year=row.year,
            provisional=row.provisional,
            source=row.source,
            holidays=[one.day for one in days if (one.day.year, one.kind) == (row.year, "holiday")],
            workdays=[one.day for one in days if (one.day.year, one.kind) == (row.year, "workday")],
        )
        for row in await tx.execute(query)
    ]

"""API: disclosed statistics - published by an agency, read by everybody, byte for byte the same."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from services.intake.domain.statistics import (
    StatisticsPeriod,
    StatisticsPeriodInvalid,
    StatisticsPeriodNotEnded,
    StatisticsReportNotFound,
)
from services.intake.queries.public import REPORT_ORDER, REPORT_PUBLISHED_AT, reports
from services.intake.store.statistics import stored_report
from services.intake.usecases.publish_statistics import publish_statistics, verify_statistics
from shared.http.bodies import Answer, Body
from shared.http.cacheable import cacheable
from shared.http.lists import Page, PageQuery, page
from shared.http.routing import ServiceRouter, Tx, gate

MONTH = r"^20\d{2}-(0[1-9]|1[0-2])$"
PUBLISHERS = {"agency_head"}

router = ServiceRouter(prefix="/intake/v1", tags=["public"])
public_router = ServiceRouter(prefix="/intake/v1", tags=["public"], rate_limited=True)


class StatisticsIn(Body):
    """Whole months, both included."""

    from_month: str = Field(pattern=MONTH, examples=["2026-01"])
    to_month: str = Field(pattern=MONTH, examples=["2026-06"])

    def period(self) -> StatisticsPeriod:
        first, last = (date.fromisoformat(f"{m}-01") for m in (self.from_month, self.to_month))
        return StatisticsPeriod(first=first, last=last)


class CellOut(Answer):
    """``count`` is null where it is below ``cell_min``; a cell that is not there is nought."""

    month: str
    kind: str
    outcome: str
    count: int | None


class StatisticsContentOut(Answer):
    """``outcome``: filed, granted, refused, notice. ``inputs_digest``: of the rows counted."""

    form: int
    agency_org_id: str
    from_month: str
    to_month: str
    cell_min: int
    cells: list[CellOut]
    inputs_digest: str


class StatisticsReportOut(Answer):
    """``digest``: of the content as it is answered at its public address."""

    id: UUID
    digest: str
    published_at: datetime
    content: StatisticsContentOut


class ReportLineOut(Answer):
    id: UUID
    agency_org_id: str
    from_month: str
    to_month: str
    digest: str
    inputs_digest: str
    published_at: datetime

    @classmethod
    def of(cls, row: Any) -> "ReportLineOut":
        months = {name: f"{getattr(row, name):%Y-%m}" for name in ("from_month", "to_month")}
        return cls(**{**{name: getattr(row, name) for name in cls.model_fields}, **months})


class StatisticsCheckOut(Answer):
    digest: str
    recomputed_digest: str
    same: bool


class ReportQuery(PageQuery):
    agency_org_id: str | None = Field(None, max_length=40)


@router.post("/statistics-reports", status_code=201)
@gate(
    roles=PUBLISHERS,
    appends=True,
    refuses=(StatisticsPeriodInvalid, StatisticsPeriodNotEnded),
)
async def publish_one_report(body: StatisticsIn, tx: Tx) -> StatisticsReportOut:
    """Publish your agency's counts of ended months; small cells stay closed (法律援助法 58)."""
    made = await publish_statistics(tx, period=body.period())
    return StatisticsReportOut(
        id=made.id,
        digest=made.report.digest,
        published_at=made.published_at,
        content=StatisticsContentOut.model_validate(made.report.content),
    )


@router.get("/statistics-reports/{report_id}/verification")
@gate(roles=PUBLISHERS, reads=True, refuses=(StatisticsReportNotFound,))
async def verify_one_report(report_id: UUID, tx: Tx) -> StatisticsCheckOut:
    """Count again from the rows of today and compare with what was published."""
    return StatisticsCheckOut.model_validate(await verify_statistics(tx, report_id=report_id))


@public_router.get("/public/statistics", response_model=Page[ReportLineOut])
@gate(roles={"public"}, reads=True, tenant="public")
async def list_statistics(
    query: Annotated[ReportQuery, Query()], request: Request, tx: Tx
) -> Response:
    """List published reports, the newest first."""
    statement = reports(agency_org_id=query.agency_org_id)
    found = await page(
        tx,
        statement,
        query,
        order=REPORT_ORDER,
        item=ReportLineOut.of,
        updated=REPORT_PUBLISHED_AT,
    )
    return cacheable(request, found)


@public_router.get("/public/statistics/{report_id}", response_model=StatisticsContentOut)
@gate(roles={"public"}, reads=True, tenant="public", refuses=(StatisticsReportNotFound,))
async def read_statistics(report_id: UUID, request: Request, tx: Tx) -> Response:
    """Read one report: canonical JSON, whose SHA-256 is its digest."""
    stored = await stored_report(tx, report_id)
    if stored is None:
        raise StatisticsReportNotFound()
    return cacheable(request, stored.content.encode())

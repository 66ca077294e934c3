"""Store: the rows that a report counts, and published reports, written once and never changed."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from services.intake.domain.statistics import (
    Counted,
    StatisticsPeriod,
    StatisticsReport,
    month_of,
)
from services.intake.store.public_tables import statistics_report
from services.intake.store.tables import application, decision, matter, notice
from shared.db.sql import insert_missing
from shared.db.transaction import Transaction
from shared.kernel.clock import LAW_ZONE, law_date
from shared.kernel.policy import canonical

_OUTCOMES = {"grant": "granted", "refuse": "refused"}


async def put_report(
    tx: Transaction, agency_org_id: str, period: StatisticsPeriod, report: StatisticsReport
) -> tuple[UUID, datetime]:
    """Publish it, or find the same bytes published before. Returns its id and when."""
    place = {
        "agency_org_id": agency_org_id,
        "from_month": period.first,
        "to_month": period.last,
        "digest": report.digest,
    }
    row = {
        "id": tx.new_id(),
        "inputs_digest": report.inputs_digest,
        "content": canonical(report.content).decode(),
        "published_at": tx.now,
        **place,
    }
    await insert_missing(tx.connection, statistics_report, [row])
    same = (statistics_report.c[name] == value for name, value in place.items())
    columns = (statistics_report.c.id, statistics_report.c.published_at)
    found = (await tx.execute(select(*columns).where(*same))).one()
    return found.id, found.published_at


async def stored_report(tx: Transaction, report_id: UUID) -> Any:
    """The published row, or None."""
    found = await tx.execute(select(statistics_report).where(statistics_report.c.id == report_id))
    return found.one_or_none()


async def counted_in(
    tx: Transaction, agency_org_id: str, period: StatisticsPeriod
) -> tuple[Counted, ...]:
    """Applications received, decisions made and notices received by the agency in the period."""
    filed = tx.scoped(
        application, application.c.id, application.c.kind, application.c.received_at.label("at")
    ).where(*_within(application, application.c.received_at, agency_org_id, period))
    decided = (
        tx.scoped(
            decision,
            decision.c.id,
            matter.c.kind,
            decision.c.outcome,
            decision.c.decided_at.label("at"),
        )
        .join(matter, matter.c.id == decision.c.matter_id)
        .where(*_within(decision, decision.c.decided_at, agency_org_id, period))
    )
    noticed = (
        tx.scoped(notice, notice.c.id, matter.c.kind, notice.c.received_at.label("at"))
        .join(matter, matter.c.id == notice.c.matter_id)
        .where(*_within(notice, notice.c.received_at, agency_org_id, period))
    )
    return (
        *_counted(await tx.execute(filed), "filed"),
        *_counted(await tx.execute(decided), None),
        *_counted(await tx.execute(noticed), "notice"),
    )


def _within(
    table: Any, column: ColumnElement[Any], agency_org_id: str, period: StatisticsPeriod
) -> tuple[ColumnElement[bool], ...]:
    begins, ends = _midnight(period.first), _midnight(period.ends)
    return (table.c.org_id == agency_org_id, column >= begins, column < ends)


def _counted(rows: Any, outcome: str | None) -> Iterator[Counted]:
    for row in rows:
        said = outcome or _OUTCOMES[row.outcome]
        yield Counted(month_of(law_date(row.at)), row.kind, said, row.id)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, LAW_ZONE)

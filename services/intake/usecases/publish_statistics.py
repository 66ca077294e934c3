"""Use case: publish an agency's counts of ended months, or recompute them to compare (法律援助法 58)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.intake.domain.statistics import (
    StatisticsPeriod,
    StatisticsReport,
    StatisticsReportNotFound,
    report_of,
    require_ended,
)
from services.intake.policy import LIMITS
from services.intake.store.statistics import counted_in, put_report, stored_report
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date


@dataclass(frozen=True)
class Published:
    """The report with its address; the same counts published again keep theirs."""

    id: UUID
    published_at: datetime
    report: StatisticsReport


async def publish_statistics(tx: Transaction, *, period: StatisticsPeriod) -> Published:
    """Raises StatisticsPeriodInvalid, StatisticsPeriodNotEnded."""
    today = law_date(tx.now)
    require_ended(period, today=today, months_max=LIMITS.statistics_months_max)
    assert tx.actor.org_id is not None
    report = await _report(tx, tx.actor.org_id, period)
    report_id, published_at = await put_report(tx, tx.actor.org_id, period, report)
    tx.record(
        f"statistics/{tx.actor.org_id}",
        "statistics.publish",
        report_id=report_id,
        digest=report.digest,
        inputs_digest=report.inputs_digest,
    )
    return Published(report_id, published_at, report)


@dataclass(frozen=True)
class StatisticsCheck:
    """``same``: the rows of today give the very bytes that were published."""

    digest: str
    recomputed_digest: str

    @property
    def same(self) -> bool:
        return self.digest == self.recomputed_digest


async def verify_statistics(tx: Transaction, *, report_id: UUID) -> StatisticsCheck:
    """Raises StatisticsReportNotFound, for another agency's report too."""
    stored = await stored_report(tx, report_id)
    if stored is None or stored.agency_org_id != tx.actor.org_id:
        raise StatisticsReportNotFound()
    period = StatisticsPeriod(first=stored.from_month, last=stored.to_month)
    again = await _report(tx, stored.agency_org_id, period)
    return StatisticsCheck(stored.digest, again.digest)


async def _report(
    tx: Transaction, agency_org_id: str, period: StatisticsPeriod
) -> StatisticsReport:
    counted = await counted_in(tx, agency_org_id, period)
    return report_of(agency_org_id, period, counted, cell_min=LIMITS.statistics_cell_min)

"""Domain: disclosed statistics - counts by month, kind and outcome; small cells never leave."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from shared.kernel.policy import digest
from shared.kernel.refusals import Conflict, NotFound, NotUnderstood

REPORT_FORM = 1  # the report's own layout: a new layout gets a new number
MONTHS_PER_YEAR = 12


class StatisticsPeriodInvalid(NotUnderstood):
    """A report covers whole months, the first before the last. Facts: ``months_max``, ``pointer``."""


class StatisticsPeriodNotEnded(Conflict):
    """The last month is not over, so its counts may still change. Facts: ``month``."""


class StatisticsReportNotFound(NotFound):
    """There is no such report."""


@dataclass(frozen=True, order=True)
class Counted:
    """One thing that happened: an application filed, a decision, a notice. The id is not published."""

    month: str  # 2026-10
    kind: str
    outcome: str  # filed, granted, refused, notice
    id: UUID


@dataclass(frozen=True, kw_only=True)
class StatisticsPeriod:
    """Whole months, both included; each is named by its first day."""

    first: date
    last: date

    @property
    def ends(self) -> date:
        """The day after the last one."""
        year, month = divmod(self.last.year * MONTHS_PER_YEAR + self.last.month, MONTHS_PER_YEAR)
        return date(year, month + 1, 1)

    @property
    def months(self) -> int:
        years = self.last.year - self.first.year
        return years * MONTHS_PER_YEAR + self.last.month - self.first.month + 1


@dataclass(frozen=True)
class StatisticsReport:
    """What is published, and the digest of the very rows behind it."""

    content: dict[str, Any]
    inputs_digest: str

    @property
    def digest(self) -> str:
        return digest(self.content)


def require_ended(period: StatisticsPeriod, *, today: date, months_max: int) -> None:
    """Raises StatisticsPeriodInvalid, StatisticsPeriodNotEnded."""
    if not 1 <= period.months <= months_max:
        raise StatisticsPeriodInvalid(months_max=months_max, pointer="/to_month")
    if period.ends > today:
        raise StatisticsPeriodNotEnded(month=month_of(period.last))


def report_of(
    agency_org_id: str, period: StatisticsPeriod, counted: Iterable[Counted], *, cell_min: int
) -> StatisticsReport:
    """The same rows give the same bytes, in whatever order they come.

    A cell below ``cell_min`` is null. No totals are given, so that none can be worked back.
    """
    rows = sorted(counted)
    cells = Counter((row.month, row.kind, row.outcome) for row in rows)
    content: dict[str, Any] = {
        "form": REPORT_FORM,
        "agency_org_id": agency_org_id,
        "from_month": month_of(period.first),
        "to_month": month_of(period.last),
        "cell_min": cell_min,
        "cells": [
            {
                "month": month,
                "kind": kind,
                "outcome": outcome,
                "count": count if count >= cell_min else None,
            }
            for (month, kind, outcome), count in sorted(cells.items())
        ],
    }
    inputs = digest([[row.month, row.kind, row.outcome, str(row.id)] for row in rows])
    return StatisticsReport({**content, "inputs_digest": inputs}, inputs)


def month_of(day: date) -> str:
    return f"{day.year:04d}-{day.month:02d}"

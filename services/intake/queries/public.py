"""Queries: what is public - typical cases and reports - and an agency's own cases."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, select

from services.intake.queries.listing import filtered
from services.intake.store.public_tables import published_case, statistics_report, typical_case
from shared.db.transaction import Transaction

TYPICAL_ORDER: tuple[ColumnElement[Any], ...] = (typical_case.c.created_at, typical_case.c.id)
CASE_PUBLISHED_AT: ColumnElement[Any] = published_case.c.published_at
REPORT_PUBLISHED_AT: ColumnElement[Any] = statistics_report.c.published_at
PUBLISHED_ORDER: tuple[ColumnElement[Any], ...] = (
    published_case.c.published_at.desc(),
    published_case.c.id.desc(),
)
REPORT_ORDER: tuple[ColumnElement[Any], ...] = (
    statistics_report.c.published_at.desc(),
    statistics_report.c.id.desc(),
)


def typical_cases(tx: Transaction, *, state: str | None) -> Select[Any]:
    """The agency's own, in every state."""
    return filtered(tx.scoped(typical_case), typical_case, {"state": state})


def published_cases(*, kind: str | None, cause_code: str | None) -> Select[Any]:
    filters = {"kind": kind, "cause_code": cause_code}
    return filtered(select(published_case), published_case, filters)


async def published_case_of(tx: Transaction, case_id: UUID) -> Row[Any] | None:
    found = await tx.execute(select(published_case).where(published_case.c.id == case_id))
    row: Row[Any] | None = found.one_or_none()
    return row


def reports(*, agency_org_id: str | None) -> Select[Any]:
    filters = {"agency_org_id": agency_org_id}
    return filtered(select(statistics_report), statistics_report, filters)

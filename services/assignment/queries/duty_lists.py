"""Queries: the duty queue, the roster, and who is on duty now."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func

from services.assignment.store.duty import own_requests
from services.assignment.store.duty_tables import duty_request, shift
from services.assignment.store.tables import firm, provider
from shared.db.transaction import Transaction

DUTY_REQUEST_ORDER = (duty_request.c.received_at, duty_request.c.id)
SHIFT_ORDER = (shift.c.planned_from, shift.c.id)
ON_DUTY_MAX = 50


def duty_requests_statement(
    tx: Transaction, *, state: str | None, site_org_id: str | None
) -> Select[Any]:
    statement = own_requests(tx.scoped(duty_request), tx)
    if state is not None:
        statement = statement.where(duty_request.c.state == state)
    if site_org_id is not None:
        statement = statement.where(duty_request.c.site_org_id == site_org_id)
    return statement


def shifts_statement(
    tx: Transaction, *, site_org_id: str | None, duty_on: date | None
) -> Select[Any]:
    statement = tx.scoped(shift)
    if site_org_id is not None:
        statement = statement.where(shift.c.site_org_id == site_org_id)
    if duty_on is not None:
        statement = statement.where(shift.c.duty_on == duty_on)
    return statement


async def on_duty_now(tx: Transaction, site_org_id: str) -> Sequence[Row[Any]]:
    """Shifts that run at this instant, with the lawyer's public-register entry."""
    query = (
        tx.scoped(
            shift,
            shift.c.id.label("shift_id"),
            shift.c.site_org_id,
            shift.c.planned_to,
            provider.c.id.label("provider_id"),
            provider.c.name.label("provider_name"),
            provider.c.license_no,
            firm.c.name.label("firm_name"),
            func.coalesce(provider.c.work_phone, firm.c.work_phone).label("work_phone"),
        )
        .join(provider, provider.c.id == shift.c.provider_id)
        .join(firm, firm.c.id == provider.c.firm_id)
        .where(
            shift.c.site_org_id == site_org_id,
            shift.c.planned_from <= tx.now,
            tx.now < shift.c.planned_to,
        )
    )
    return list((await tx.execute(query.order_by(shift.c.id).limit(ON_DUTY_MAX))).all())

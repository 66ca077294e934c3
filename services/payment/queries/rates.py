"""Queries: rate rows of an agency, and the city's ranges."""

from typing import Any

from sqlalchemy import Select, select

from services.payment.store.tables import rate_row, subsidy_range
from shared.db.transaction import Transaction

RATE_ORDER = (rate_row.c.created_at, rate_row.c.id)


def rate_rows(tx: Transaction, *, kind: str | None, state: str | None) -> Select[Any]:
    query = tx.scoped(rate_row)
    if kind is not None:
        query = query.where(rate_row.c.kind == kind)
    return query if state is None else query.where(rate_row.c.state == state)


async def ranges(tx: Transaction) -> list[Any]:
    """Every range of all times: a few rows."""
    rows = await tx.execute(
        select(subsidy_range).order_by(subsidy_range.c.kind, subsidy_range.c.valid_from)
    )
    return list(rows)

"""Queries: lists of applications, and the counts of work that waits."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func

from services.intake.store.tables import application, notice
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date

_AWAITING = {"applications_to_review": "received", "applications_to_decide": "review"}


def applications_list(tx: Transaction, **filters: Any) -> Select[Any]:
    """Filters by equality on columns of the table; None asks nothing."""
    statement = tx.scoped(application)
    for name, value in filters.items():
        if value is not None:
            statement = statement.where(application.c[name] == value)
    return statement


APPLICATION_ORDER: tuple[ColumnElement[Any], ...] = (application.c.created_at, application.c.id)


async def count_tasks(tx: Transaction) -> dict[str, int]:
    """What waits for the caller's organization, by kind of work."""
    rows = await tx.execute(
        tx.scoped(application, application.c.state, func.count()).group_by(application.c.state)
    )
    by_state: dict[str, int] = {row[0]: row[1] for row in rows}
    counts = {kind: by_state.get(state, 0) for kind, state in _AWAITING.items()}
    counts["supplements_overdue"] = await _overdue_supplements(tx)
    counts["notices_to_settle"] = await _notices(tx)
    return counts


async def _overdue_supplements(tx: Transaction) -> int:
    waiting = tx.scoped(application, application.c.supplement).where(
        application.c.state == "supplement_wait"
    )
    today = law_date(tx.now).isoformat()
    return sum(row.supplement["due_on"] < today for row in await tx.execute(waiting))


async def _notices(tx: Transaction) -> int:
    rows = await tx.execute(tx.scoped(notice, func.count()).where(notice.c.state == "received"))
    return int(rows.scalar_one())

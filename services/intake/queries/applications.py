"""Queries: lists of applications, and the counts of work that waits."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func

from services.intake.queries.listing import count_of, filtered
from services.intake.store.tables import application, notice
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date

_AWAITING = {"applications_to_review": "received", "applications_to_decide": "review"}

_LINE = (
    application.c.id,
    application.c.matter_id,
    application.c.group_id,
    application.c.org_id.label("agency_org_id"),
    application.c.receipt_no,
    application.c.channel,
    application.c.kind,
    application.c.cause_code,
    application.c.state,
    application.c.lane,
    application.c.received_at,
    application.c.version,
    application.c.created_at,  # by which the list is ordered
)


def applications_list(tx: Transaction, **filters: Any) -> Select[Any]:
    """What a line of the list shows. Filters by equality on columns; None asks nothing."""
    return filtered(tx.scoped(application, *_LINE), application, filters)


APPLICATION_ORDER: tuple[ColumnElement[Any], ...] = (application.c.created_at, application.c.id)


async def count_tasks(tx: Transaction) -> dict[str, int]:
    """What waits for the agency's staff, or for the citizen: by kind of work."""
    if not tx.actor.has("intake_clerk", "reviewer", "agency_head"):
        waiting = await count_of(tx, application, application.c.state == "supplement_wait")
        return {"supplements_to_hand_in": waiting} if tx.actor.has("applicant") else {}
    rows = await tx.execute(
        tx.scoped(application, application.c.state, func.count())
        .where(application.c.state.in_(_AWAITING.values()))
        .group_by(application.c.state)
    )
    by_state: dict[str, int] = {row[0]: row[1] for row in rows}
    counts = {kind: by_state.get(state, 0) for kind, state in _AWAITING.items()}
    counts["supplements_overdue"] = await count_of(
        tx,
        application,
        application.c.state == "supplement_wait",
        application.c.supplement_due_on < law_date(tx.now),
    )
    counts["notices_to_settle"] = await count_of(tx, notice, notice.c.state == "received")
    return counts

"""Queries: objections that one may see, and the periods that run for the objector."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select

from services.intake.queries.listing import filtered
from services.intake.store.objection_tables import objection
from shared.db.tables import obligation
from shared.db.transaction import Transaction

OBJECTION_ORDER: tuple[ColumnElement[Any], ...] = (objection.c.received_at, objection.c.id)


def objections_list(tx: Transaction, **filters: Any) -> Select[Any]:
    """Filters by equality on columns of the table; None asks nothing."""
    return filtered(tx.scoped(objection), objection, filters)


async def clocks_of(
    tx: Transaction, objection_id: UUID, codes: Sequence[str]
) -> Sequence[Row[Any]]:
    """The open clocks of these codes, the nearest end first."""
    query = tx.scoped(obligation).where(
        obligation.c.subject == f"objection/{objection_id}",
        obligation.c.code.in_(codes),
        obligation.c.met_at.is_(None),
        obligation.c.canceled_at.is_(None),
    )
    return list(await tx.execute(query.order_by(obligation.c.limit_at)))

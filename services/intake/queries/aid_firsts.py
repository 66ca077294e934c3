"""Queries: lists of early aid."""

from typing import Any

from sqlalchemy import ColumnElement, Select

from services.intake.queries.listing import filtered
from services.intake.store.aid_first_tables import aid_first
from shared.db.transaction import Transaction

AID_FIRST_ORDER: tuple[ColumnElement[Any], ...] = (aid_first.c.granted_at, aid_first.c.id)


def aid_firsts_list(tx: Transaction, **filters: Any) -> Select[Any]:
    """Filters by equality on columns of the table; None asks nothing."""
    return filtered(tx.scoped(aid_first), aid_first, filters)

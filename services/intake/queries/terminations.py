"""Queries: lists of terminations."""

from typing import Any

from sqlalchemy import ColumnElement, Select

from services.intake.queries.listing import filtered
from services.intake.store.termination_tables import termination
from shared.db.transaction import Transaction

TERMINATION_ORDER: tuple[ColumnElement[Any], ...] = (termination.c.proposed_at, termination.c.id)


def terminations_list(tx: Transaction, **filters: Any) -> Select[Any]:
    """Filters by equality on columns of the table; None asks nothing."""
    return filtered(tx.scoped(termination), termination, filters)

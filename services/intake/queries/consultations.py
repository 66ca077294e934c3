"""Queries: lists of consultations."""

from typing import Any

from sqlalchemy import Select

from services.intake.store.entry_tables import consultation
from shared.db.transaction import Transaction

CONSULTATION_ORDER = (consultation.c.opened_at, consultation.c.id)


def consultations_list(tx: Transaction, **filters: Any) -> Select[Any]:
    """Filters by equality on columns of the table; None asks nothing."""
    statement = tx.scoped(consultation)
    for name, value in filters.items():
        if value is not None:
            statement = statement.where(consultation.c[name] == value)
    return statement

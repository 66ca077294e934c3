"""Queries: lists of consultations."""

from typing import Any

from sqlalchemy import Select

from services.intake.queries.listing import filtered
from services.intake.store.entry_tables import consultation
from shared.db.transaction import Transaction

CONSULTATION_ORDER = (consultation.c.opened_at, consultation.c.id)


def consultations_list(tx: Transaction, **filters: Any) -> Select[Any]:
    """Filters by equality on columns of the table; None asks nothing."""
    return filtered(tx.scoped(consultation), consultation, filters)

"""Queries: lists of what partners push after their notices."""

from typing import Any

from sqlalchemy import ColumnElement, Select

from services.intake.store.push_tables import organ_update
from shared.db.transaction import Transaction

UPDATE_ORDER: tuple[ColumnElement[Any], ...] = (organ_update.c.received_at, organ_update.c.id)


def organ_updates_list(tx: Transaction, **filters: Any) -> Select[Any]:
    statement = tx.scoped(organ_update)
    for name, value in filters.items():
        if value is not None:
            statement = statement.where(organ_update.c[name] == value)
    return statement

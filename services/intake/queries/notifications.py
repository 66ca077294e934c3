"""Queries: the messages about a matter, or about all matters that the reader may see."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select

from services.intake.store.document_tables import notification
from shared.db.transaction import Transaction

NOTIFICATION_ORDER: tuple[ColumnElement[Any], ...] = (
    notification.c.created_at.desc(),
    notification.c.id.desc(),
)


def notifications_list(tx: Transaction, *, matter_id: UUID | None = None) -> Select[Any]:
    statement = tx.scoped(notification)
    if matter_id is not None:
        statement = statement.where(notification.c.matter_id == matter_id)
    return statement

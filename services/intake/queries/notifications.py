"""Queries: the messages about a matter, or about all matters that the reader may see."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select

from services.intake.queries.listing import filtered
from services.intake.store.document_tables import notification
from shared.db.transaction import Transaction

NOTIFICATION_ORDER: tuple[ColumnElement[Any], ...] = (
    notification.c.created_at.desc(),
    notification.c.id.desc(),
)


def notifications_list(tx: Transaction, *, matter_id: UUID | None = None) -> Select[Any]:
    return filtered(tx.scoped(notification), notification, {"matter_id": matter_id})

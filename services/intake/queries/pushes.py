"""Queries: lists of what partners push after their notices, and of their batches."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select

from services.intake.queries.listing import filtered
from services.intake.store.push_tables import batch_item, organ_update, partner_batch
from shared.db.transaction import Transaction

UPDATE_ORDER: tuple[ColumnElement[Any], ...] = (organ_update.c.received_at, organ_update.c.id)
BATCH_ORDER: tuple[ColumnElement[Any], ...] = (partner_batch.c.received_at, partner_batch.c.id)
ITEM_ORDER: tuple[ColumnElement[Any], ...] = (batch_item.c.place,)


def organ_updates_list(tx: Transaction, **filters: Any) -> Select[Any]:
    return filtered(tx.scoped(organ_update), organ_update, filters)


def batches_list(tx: Transaction) -> Select[Any]:
    return tx.scoped(partner_batch)


def batch_items_list(tx: Transaction, batch_id: UUID, state: str | None) -> Select[Any]:
    """The items of one batch that the caller has looked up."""
    statement = tx.scoped(batch_item).where(batch_item.c.batch_id == batch_id)
    return statement.where(batch_item.c.state == state) if state is not None else statement

"""Queries: the messages to partners, the attempts to deliver them, and the channels they take."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select

from services.intake.store.delivery_tables import partner_attempt, partner_message
from shared.db.transaction import Transaction

MESSAGE_ORDER: tuple[ColumnElement[Any], ...] = (partner_message.c.created_at, partner_message.c.id)
ATTEMPTS_SHOWN_MAX = 100


def messages_list(tx: Transaction, **filters: Any) -> Select[Any]:
    """A partner's own, or those of an agency's matters; None asks nothing."""
    statement = tx.scoped(partner_message)
    if tx.actor.has("partner"):
        statement = statement.where(partner_message.c.partner_org_id == tx.actor.org_id)
    for name, value in filters.items():
        if value is not None:
            statement = statement.where(partner_message.c[name] == value)
    return statement


async def attempts_of(tx: Transaction, message_id: UUID) -> Sequence[Row[Any]]:
    """The newest attempts of one message, oldest first."""
    attempt = partner_attempt.c
    query = tx.scoped(partner_attempt).where(attempt.message_id == message_id)
    newest = query.order_by(attempt.at.desc(), attempt.id.desc()).limit(ATTEMPTS_SHOWN_MAX)
    return list(reversed((await tx.execute(newest)).all()))

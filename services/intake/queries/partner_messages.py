"""Queries: the messages to partners, the attempts to deliver them, and the channels they take."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select

from services.intake.queries.listing import count_of, filtered
from services.intake.store.delivery_tables import (
    partner_attempt,
    partner_channel,
    partner_message,
    partner_package,
)
from shared.db.transaction import Transaction

MESSAGE_ORDER: tuple[ColumnElement[Any], ...] = (partner_message.c.created_at, partner_message.c.id)
CHANNEL_ORDER: tuple[ColumnElement[Any], ...] = (partner_channel.c.updated_at, partner_channel.c.id)
PACKAGE_ORDER: tuple[ColumnElement[Any], ...] = (partner_package.c.created_at, partner_package.c.id)
ATTEMPTS_SHOWN_MAX = 100


def messages_list(tx: Transaction, **filters: Any) -> Select[Any]:
    """A partner's own, or those of an agency's matters; None asks nothing."""
    statement = tx.scoped(partner_message)
    if tx.actor.has("partner"):
        statement = statement.where(partner_message.c.partner_org_id == tx.actor.org_id)
    return filtered(statement, partner_message, filters)


async def attempts_of(tx: Transaction, message_id: UUID) -> Sequence[Row[Any]]:
    """The newest attempts of one message, oldest first."""
    attempt = partner_attempt.c
    query = tx.scoped(partner_attempt).where(attempt.message_id == message_id)
    newest = query.order_by(attempt.at.desc(), attempt.id.desc()).limit(ATTEMPTS_SHOWN_MAX)
    return list(reversed((await tx.execute(newest)).all()))


def channels_list(tx: Transaction) -> Select[Any]:
    statement = tx.scoped(partner_channel)
    if tx.actor.has("partner"):
        statement = statement.where(partner_channel.c.partner_org_id == tx.actor.org_id)
    return statement


def packages_list(tx: Transaction) -> Select[Any]:
    """Without their content, which is large."""
    shown = [column for column in partner_package.columns if column.name != "content"]
    return tx.scoped(partner_package, *shown)


async def count_delivery_tasks(tx: Transaction) -> dict[str, int]:
    """What waits for a partner to acknowledge, or for an administrator to mend."""
    if tx.actor.has("partner"):
        mine = partner_message.c.partner_org_id == tx.actor.org_id
        pending = partner_message.c.state == "pending"
        return {"messages_to_acknowledge": await count_of(tx, partner_message, mine, pending)}
    if not tx.actor.has("integration_admin"):
        return {}
    failed = partner_message.c.state == "failed"
    suspended = partner_channel.c.suspended_at.is_not(None)
    return {
        "partner_messages_failed": await count_of(tx, partner_message, failed),
        "partner_channels_suspended": await count_of(tx, partner_channel, suspended),
    }

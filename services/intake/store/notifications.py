"""Store: notifications - queued beside their cause, claimed by one courier at a time."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, select, update

from services.intake.domain.notification import (
    Notification,
    NotificationChannel,
    NotificationState,
)
from services.intake.store.document_tables import notification
from shared.db.sql import moment
from shared.db.transaction import Transaction

CLAIM_SECONDS = 60.0  # whoever claimed and died has it no longer after this
_OWN = tuple(field.name for field in fields(Notification) if field.name != "agency_org_id")
_MOVING = ("not_before", "state", "place", "tries", "channel", "failure_code", "ended_at")


class Notifications:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def add(self, fresh: Notification) -> None:
        values = {name: getattr(fresh, name) for name in _OWN}
        await self._tx.execute(
            insert(notification).values(
                **values, org_id=fresh.agency_org_id, claimed_until=moment()
            )
        )

    async def count_since(
        self, since: datetime, *, template: str, number: str, matter_id: UUID
    ) -> int:
        own = self._tx.scoped(notification).where(
            notification.c.matter_id == matter_id,
            notification.c.template == template,
            notification.c.number == number,
            notification.c.created_at > since,
        )
        counted = await self._tx.execute(select(func.count()).select_from(own.subquery()))
        return int(counted.scalar_one())

    async def claim_due(self, *, limit: int) -> Sequence[Notification]:
        """Those whose hours have come and that nobody has in hand, the oldest first."""
        waiting = self._tx.scoped(notification, notification.c.id).where(
            notification.c.state == NotificationState.QUEUED.value,
            notification.c.not_before <= self._tx.now,
            notification.c.claimed_until <= moment(),
        )
        due = (
            waiting.order_by(notification.c.not_before, notification.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("due")
        )
        claimed = await self._tx.execute(
            update(notification)
            .where(notification.c.id.in_(select(due.c.id)))
            .values(claimed_until=moment(CLAIM_SECONDS))
            .returning(notification)
        )
        return [notification_of(row) for row in claimed]

    async def settle(self, changed: Notification) -> None:
        """Write what became of it, and let it go."""
        values = {name: getattr(changed, name) for name in _MOVING}
        await self._tx.execute(
            update(notification)
            .where(
                notification.c.id == changed.id,
                notification.c.state == NotificationState.QUEUED.value,
            )
            .values(**values, claimed_until=moment())
        )


def notification_of(row: Row[Any]) -> Notification:
    values = {name: row._mapping[name] for name in _OWN}
    channel = NotificationChannel(row.channel) if row.channel else None
    return Notification(
        **{**values, "channel": channel, "state": NotificationState(row.state)},
        agency_org_id=row.org_id,
    )

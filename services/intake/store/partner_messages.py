"""Store: the messages to partners."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, insert, or_, update

from services.intake.domain.partner_channel import DeliveryWay
from services.intake.domain.partner_message import (
    DeliveryProof,
    MessageState,
    MessageSubject,
    PartnerMessage,
    PartnerMessageNotFound,
)
from services.intake.store.delivery_tables import (
    partner_attempt,
    partner_channel,
    partner_message,
)
from shared.db.sql import moment
from shared.db.transaction import Transaction

HELD_SECONDS = 60.0  # longer than a call may take
_SUBJECT = tuple(MessageSubject.__dataclass_fields__)
_OWN = ("id", "channel_id", "partner_org_id", "kind", "created_at", "attempts", "delivered_at")


class PartnerMessages:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, message_id: UUID) -> PartnerMessage:
        """Raises PartnerMessageNotFound, also for what is not yours."""
        query = self._tx.scoped(partner_message).where(partner_message.c.id == message_id)
        row = (await self._tx.execute(query)).one_or_none()
        if row is None:
            raise PartnerMessageNotFound()
        return message_of(row)

    async def add(self, fresh: PartnerMessage) -> None:
        values = {name: getattr(fresh, name) for name in (*_OWN, "payload", "state")}
        values |= {name: getattr(fresh.subject, name) for name in _SUBJECT}
        await self._tx.execute(
            insert(partner_message).values(
                org_id=fresh.agency_org_id, updated_at=fresh.created_at, **values
            )
        )

    async def deliver(self, delivered: PartnerMessage) -> bool:
        """Keep the proof. False when another one is already there."""
        assert delivered.proof is not None
        saved = await self._tx.execute(
            update(partner_message)
            .where(
                partner_message.c.id == delivered.id,
                partner_message.c.state != str(MessageState.DELIVERED),
            )
            .values(
                state=str(delivered.state),
                delivered_at=delivered.delivered_at,
                proof=str(delivered.proof),
                updated_at=self._tx.now,
            )
        )
        return bool(saved.rowcount)

    async def undelivered(self, channel_id: UUID, *, limit: int) -> list[PartnerMessage]:
        """The oldest that the partner has not confirmed."""
        query = self._tx.scoped(partner_message).where(
            partner_message.c.channel_id == channel_id,
            partner_message.c.state != str(MessageState.DELIVERED),
        )
        oldest = query.order_by(partner_message.c.created_at, partner_message.c.id).limit(limit)
        return [message_of(row) for row in await self._tx.execute(oldest)]

    async def claim_due(self, *, limit: int) -> list[PartnerMessage]:
        """Messages whose webhook is to be called now; they are nobody else's for a while."""
        is_due = or_(partner_message.c.due_at.is_(None), partner_message.c.due_at <= moment())
        callable_ = self._tx.scoped(partner_channel, partner_channel.c.id).where(
            partner_channel.c.way == str(DeliveryWay.WEBHOOK),
            partner_channel.c.suspended_at.is_(None),
            partner_channel.c.secret_sealed.is_not(None),
        )
        due = (
            self._tx.scoped(partner_message, partner_message.c.id)
            .where(
                partner_message.c.state == str(MessageState.PENDING),
                partner_message.c.channel_id.in_(callable_),
                is_due,
            )
            .order_by(partner_message.c.created_at, partner_message.c.id)
            .limit(limit)
        )
        claimed = await self._tx.execute(
            update(partner_message)
            .where(partner_message.c.id.in_(due), is_due)
            .values(due_at=moment(HELD_SECONDS))
            .returning(*partner_message.columns)
        )
        return [message_of(row) for row in claimed]

    async def put_off(
        self, message: PartnerMessage, *, attempts: int, seconds: int | None, failed: bool
    ) -> None:
        """To be tried again after ``seconds``, or no more."""
        state = MessageState.FAILED if failed else MessageState.PENDING
        await self._tx.execute(
            update(partner_message)
            .where(
                partner_message.c.id == message.id,
                partner_message.c.state == str(MessageState.PENDING),
            )
            .values(
                state=str(state),
                attempts=attempts,
                due_at=None if seconds is None else moment(seconds),
                updated_at=self._tx.now,
            )
        )

    async def add_attempt(self, message: PartnerMessage, attempt: Mapping[str, Any]) -> None:
        await self._tx.execute(
            insert(partner_attempt).values(
                id=self._tx.new_id(),
                org_id=message.agency_org_id,
                channel_id=message.channel_id,
                message_id=message.id,
                **attempt,
            )
        )

    async def retry_failed(self, channel_id: UUID) -> None:
        """Everything of the channel that failed or waits is due at once."""
        unfinished = [str(MessageState.FAILED), str(MessageState.PENDING)]
        await self._again(
            partner_message.c.channel_id == channel_id, partner_message.c.state.in_(unfinished)
        )

    async def send_again(self, message_ids: Sequence[UUID]) -> None:
        await self._again(partner_message.c.id.in_(message_ids))

    async def ids_in_span(
        self, begin: datetime, end: datetime, *, partner_org_id: str | None, limit: int
    ) -> list[UUID]:
        query = self._tx.scoped(partner_message, partner_message.c.id).where(
            partner_message.c.created_at >= begin, partner_message.c.created_at < end
        )
        if partner_org_id is not None:
            query = query.where(partner_message.c.partner_org_id == partner_org_id)
        return list((await self._tx.execute(query.limit(limit))).scalars())

    async def _again(self, *conditions: ColumnElement[bool]) -> None:
        """The proof of an earlier delivery stays where it is."""
        await self._tx.execute(
            update(partner_message)
            .where(*conditions)
            .values(
                state=str(MessageState.PENDING),
                attempts=0,
                due_at=None,
                updated_at=self._tx.now,
            )
        )


def message_of(row: Row[Any]) -> PartnerMessage:
    return PartnerMessage(
        agency_org_id=row.org_id,
        subject=MessageSubject(**{name: row._mapping[name] for name in _SUBJECT}),
        payload=row.payload,
        state=MessageState(row.state),
        proof=DeliveryProof(row.proof) if row.proof else None,
        **{name: row._mapping[name] for name in _OWN},
    )

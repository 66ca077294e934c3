"""Store: the messages to partners."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, update

from services.intake.domain.partner_message import (
    DeliveryProof,
    MessageState,
    MessageSubject,
    PartnerMessage,
    PartnerMessageNotFound,
)
from services.intake.store.delivery_tables import partner_message
from shared.db.transaction import Transaction

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


def message_of(row: Row[Any]) -> PartnerMessage:
    return PartnerMessage(
        agency_org_id=row.org_id,
        subject=MessageSubject(**{name: row._mapping[name] for name in _SUBJECT}),
        payload=row.payload,
        state=MessageState(row.state),
        proof=DeliveryProof(row.proof) if row.proof else None,
        **{name: row._mapping[name] for name in _OWN},
    )

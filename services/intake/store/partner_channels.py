"""Store: the channels between agencies and partners."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.intake.domain.partner_channel import DeliveryWay, PartnerChannel
from services.intake.store.delivery_tables import partner_channel
from shared.db.grants import open_grant
from shared.db.sql import insert_missing
from shared.db.transaction import Transaction

PARTNER = "partner"
_OWN = tuple(n for n in PartnerChannel.__dataclass_fields__ if n not in ("agency_org_id", "way"))


class PartnerChannels:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def between(self, agency_org_id: str, partner_org_id: str) -> PartnerChannel | None:
        query = self._tx.scoped(partner_channel).where(
            partner_channel.c.org_id == agency_org_id,
            partner_channel.c.partner_org_id == partner_org_id,
        )
        row = (await self._tx.execute(query)).one_or_none()
        return channel_of(row) if row else None

    async def open(self, agency_org_id: str, partner_org_id: str) -> UUID:
        """The channel of the pair; made on first use, as an inbox that is open to the partner."""
        fresh = self._tx.new_id()
        row = {
            "id": fresh,
            "org_id": agency_org_id,
            "partner_org_id": partner_org_id,
            "way": str(DeliveryWay.INBOX),
            "failures_in_row": 0,
            "updated_at": self._tx.now,
            "version": 1,
        }
        if not await insert_missing(self._tx.connection, partner_channel, [row]):
            held = await self.between(agency_org_id, partner_org_id)
            assert held is not None, "whoever sends to a partner sees the channel to it"
            return held.id
        await open_grant(
            self._tx,
            subject=f"org/{partner_org_id}",
            object_id=fresh,
            org_id=agency_org_id,
            purpose=PARTNER,
        )
        return fresh


def channel_of(row: Row[Any]) -> PartnerChannel:
    values = {name: row._mapping[name] for name in _OWN}
    return PartnerChannel(agency_org_id=row.org_id, way=DeliveryWay(row.way), **values)

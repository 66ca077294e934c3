"""Store: the channels between agencies and partners; their secrets are sealed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, literal, update

from services.intake.domain.partner_channel import (
    DeliveryWay,
    PartnerChannel,
    PartnerChannelNotFound,
)
from services.intake.store.delivery_tables import partner_channel
from shared.db.grants import open_grant
from shared.db.sql import insert_missing
from shared.db.transaction import Transaction, VersionStale

PARTNER = "partner"
WEBHOOK_CELL = "partner_channel.webhook"
_OWN = tuple(n for n in PartnerChannel.__dataclass_fields__ if n not in ("agency_org_id", "way"))
_SET = ("url", "public_key", "failures_in_row", "suspended_at", "suspended_for")


class PartnerChannels:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, channel_id: UUID) -> PartnerChannel:
        """Raises PartnerChannelNotFound."""
        return channel_of(await self._row(channel_id))

    async def between(self, agency_org_id: str, partner_org_id: str) -> PartnerChannel | None:
        query = self._tx.scoped(partner_channel).where(
            partner_channel.c.org_id == agency_org_id,
            partner_channel.c.partner_org_id == partner_org_id,
        )
        row = (await self._tx.execute(query)).one_or_none()
        return channel_of(row) if row else None

    async def require(self, agency_org_id: str, partner_org_id: str) -> PartnerChannel:
        """Raises PartnerChannelNotFound."""
        held = await self.between(agency_org_id, partner_org_id)
        if held is None:
            raise PartnerChannelNotFound()
        return held

    async def by_file(self) -> list[PartnerChannel]:
        """Those that work by signed packages: a handful of isolated networks."""
        query = self._tx.scoped(partner_channel).where(
            partner_channel.c.way == str(DeliveryWay.FILE)
        )
        return [channel_of(row) for row in await self._tx.execute(query)]

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
            return (await self.require(agency_org_id, partner_org_id)).id
        await open_grant(
            self._tx,
            subject=f"org/{partner_org_id}",
            object_id=fresh,
            org_id=agency_org_id,
            purpose=PARTNER,
        )
        return fresh

    async def save(self, changed: PartnerChannel) -> PartnerChannel:
        """Raises VersionStale when somebody else was first."""
        values = {name: getattr(changed, name) for name in _SET}
        saved = await self._tx.execute(
            update(partner_channel)
            .where(partner_channel.c.id == changed.id, partner_channel.c.version == changed.version)
            .values(
                way=str(changed.way),
                updated_at=self._tx.now,
                version=partner_channel.c.version + 1,
                **values,
            )
        )
        if saved.rowcount == 0:
            raise VersionStale()
        return await self.get(changed.id)

    async def count_attempt(self, channel_id: UUID, *, failed: bool) -> int:
        """How many have failed in a row now; attempts of several messages end side by side."""
        counted = partner_channel.c.failures_in_row + 1 if failed else literal(0)
        found = await self._tx.execute(
            update(partner_channel)
            .where(partner_channel.c.id == channel_id)
            .values(failures_in_row=counted)
            .returning(partner_channel.c.failures_in_row)
        )
        return int(found.scalar_one())

    async def suspend(self, channel_id: UUID, *, reason_code: str) -> None:
        await self._tx.execute(
            update(partner_channel)
            .where(partner_channel.c.id == channel_id, partner_channel.c.suspended_at.is_(None))
            .values(suspended_at=self._tx.now, suspended_for=reason_code)
        )

    async def secrets(self, channel_id: UUID) -> list[str]:
        """The secret that holds, and the one before it while it still does."""
        row = await self._row(channel_id)
        cipher = await self._tx.vault.cipher(self._tx, _key(channel_id))
        sealed = [row.secret_sealed]
        if row.previous_secret_until is not None and row.previous_secret_until > self._tx.now:
            sealed.append(row.previous_secret_sealed)
        return [cipher.open(WEBHOOK_CELL, one) for one in sealed if one is not None]

    async def turn_secret(self, channel_id: UUID, secret: str, *, overlap_until: datetime) -> None:
        """The new secret holds at once; the old one signs beside it until ``overlap_until``."""
        cipher = await self._tx.vault.cipher(self._tx, _key(channel_id))
        await self._tx.execute(
            update(partner_channel)
            .where(partner_channel.c.id == channel_id)
            .values(
                previous_secret_sealed=partner_channel.c.secret_sealed,
                previous_secret_until=overlap_until,
                secret_sealed=cipher.seal(WEBHOOK_CELL, secret),
                updated_at=self._tx.now,
            )
        )

    async def _row(self, channel_id: UUID) -> Row[Any]:
        query = self._tx.scoped(partner_channel).where(partner_channel.c.id == channel_id)
        row: Row[Any] | None = (await self._tx.execute(query)).one_or_none()
        if row is None:
            raise PartnerChannelNotFound()
        return row


def _key(channel_id: UUID) -> str:
    """The scope of the data key that seals the secrets."""
    return f"partner_channel/{channel_id}"


def channel_of(row: Row[Any]) -> PartnerChannel:
    values = {name: row._mapping[name] for name in _OWN}
    return PartnerChannel(agency_org_id=row.org_id, way=DeliveryWay(row.way), **values)

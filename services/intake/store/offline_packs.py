"""Store: offline packs and the numbers of them that receipts bear."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, or_, update

from services.intake.domain.offline_pack import (
    OfflinePack,
    OfflinePackNotFound,
    PackState,
    UsedNumber,
)
from services.intake.store.offline_tables import offline_number, offline_pack
from shared.db.transaction import Transaction, VersionStale
from shared.kernel.policy import canonical

SIGNED_AS, CONTENT = "offline_pack", "offline_content"


class OfflinePacks:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, pack_id: UUID, *, to_merge: bool = False) -> OfflinePack:
        """``to_merge`` waits for whoever merges the same pack. Raises OfflinePackNotFound."""
        query = self._tx.scoped(offline_pack).where(offline_pack.c.id == pack_id)
        if to_merge:
            query = query.with_for_update()
        row = (await self._tx.execute(query)).one_or_none()
        if row is None:
            raise OfflinePackNotFound()
        return offline_pack_of(row)

    async def add(self, fresh: OfflinePack) -> None:
        await self._tx.execute(insert(offline_pack).values(**vars(fresh)))

    async def save(self, changed: OfflinePack) -> OfflinePack:
        """Raises VersionStale when somebody else was first."""
        saved = await self._tx.execute(
            update(offline_pack)
            .where(offline_pack.c.id == changed.id, offline_pack.c.version == changed.version)
            .values(
                state=changed.state,
                closed_at=changed.closed_at,
                version=offline_pack.c.version + 1,
            )
        )
        if saved.rowcount == 0:
            raise VersionStale()
        return await self.get(changed.id)

    async def used(self, pack: OfflinePack, *, serial: int, key: str) -> tuple[UsedNumber, ...]:
        """Whatever of the pack bears this number or this key."""
        query = self._tx.scoped(offline_number).where(
            offline_number.c.pack_id == pack.id,
            or_(offline_number.c.serial == serial, offline_number.c.key == key),
        )
        rows = await self._tx.execute(query.order_by(offline_number.c.serial))
        return tuple(used_number_of(row) for row in rows)

    async def all_used(self, pack: OfflinePack) -> tuple[UsedNumber, ...]:
        query = self._tx.scoped(offline_number).where(offline_number.c.pack_id == pack.id)
        rows = await self._tx.execute(query.order_by(offline_number.c.serial))
        return tuple(used_number_of(row) for row in rows)

    async def use(self, pack: OfflinePack, number: UsedNumber) -> None:
        await self._tx.execute(insert(offline_number).values(org_id=pack.org_id, **vars(number)))

    def signature_of(self, pack: OfflinePack) -> str:
        """Keyed: nobody outside can make one for another range, place or time."""
        return self._tx.vault.blind_index(SIGNED_AS, canonical(pack.head).hex())

    def content_digest(self, content: Any) -> str:
        return self._tx.vault.blind_index(CONTENT, canonical(content).hex())


def offline_pack_of(row: Row[Any]) -> OfflinePack:
    return OfflinePack(**{**row._mapping, "state": PackState(row.state)})


def used_number_of(row: Row[Any]) -> UsedNumber:
    return UsedNumber(**{name: value for name, value in row._mapping.items() if name != "org_id"})

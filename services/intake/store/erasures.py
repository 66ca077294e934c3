"""Store: erasure orders, and what else of a person goes with the data key."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, or_, update

from services.intake.domain.erasure import (
    ErasureAlreadyOrdered,
    ErasureNotFound,
    ErasureOrder,
    ErasureState,
)
from services.intake.store.erasure_tables import erasure_order
from services.intake.store.matters import matter_key
from services.intake.store.tables import application, matter, notice, party, timeline_entry
from shared.db.sql import insert_missing
from shared.db.tables import obligation
from shared.db.transaction import Transaction, VersionStale
from shared.files.files import Files

NO_TOKEN = ""


class Erasures:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def add(self, order: ErasureOrder) -> None:
        """Raises ErasureAlreadyOrdered."""
        row = {
            "id": order.id,
            "org_id": order.agency_org_id,
            "matter_id": order.matter_id,
            "basis_code": order.basis_code,
            "document_no": order.document_no,
            "proposed_by": order.proposed_by,
            "proposed_at": order.proposed_at,
            "state": order.state,
            "version": order.version,
        }
        if not await insert_missing(self._tx.connection, erasure_order, [row]):
            raise ErasureAlreadyOrdered()

    async def get(self, order_id: UUID) -> ErasureOrder:
        """Raises ErasureNotFound."""
        query = self._tx.scoped(erasure_order).where(erasure_order.c.id == order_id)
        row = (await self._tx.execute(query)).one_or_none()
        if row is None:
            raise ErasureNotFound()
        return _order(row)

    async def save(self, order: ErasureOrder) -> ErasureOrder:
        """Raises VersionStale when somebody else was first."""
        saved = await self._tx.execute(
            update(erasure_order)
            .where(erasure_order.c.id == order.id, erasure_order.c.version == order.version)
            .values(
                state=order.state,
                settled_by=order.settled_by,
                settled_at=order.settled_at,
                version=erasure_order.c.version + 1,
            )
        )
        if saved.rowcount == 0:
            raise VersionStale()
        return await self.get(order.id)

    async def states(self, matter_id: UUID) -> list[str]:
        """Of the application and the notices behind the matter."""
        found: list[str] = []
        for table in (application, notice):
            query = self._tx.scoped(table, table.c.state).where(table.c.matter_id == matter_id)
            found += (await self._tx.execute(query)).scalars().all()
        return found

    async def event_types(self, matter_id: UUID) -> list[str]:
        """What the timeline holds of the matter, a type as often as it happened."""
        query = self._tx.scoped(timeline_entry, timeline_entry.c.type)
        rows = await self._tx.execute(query.where(timeline_entry.c.matter_id == matter_id))
        return list(rows.scalars())

    async def running_clocks(self, matter_id: UUID) -> list[str]:
        """The codes of clocks that are neither met nor canceled; a citizen's own may lapse (T17)."""
        rows = await self._tx.execute(
            self._tx.scoped(obligation, obligation.c.code).where(
                obligation.c.matter_id == matter_id,
                obligation.c.met_at.is_(None),
                obligation.c.canceled_at.is_(None),
                or_(obligation.c.owner != "applicant", obligation.c.limit_at > self._tx.now),
            )
        )
        return sorted(set(rows.scalars()))

    async def erase(self, matter_id: UUID) -> None:
        """Destroy the key and every index by which the person could still be found."""
        await Files(self._tx).let_go(matter_key(matter_id))
        await self._tx.vault.destroy(self._tx, matter_key(matter_id))
        await self._tx.execute(
            update(party)
            .where(party.c.matter_id == matter_id)
            .values(document_index=None, name_index=None, token=NO_TOKEN)
        )
        await self._tx.execute(
            update(notice)
            .where(notice.c.matter_id == matter_id)
            .values(organ_case_index=None, custody_index=None)
        )
        await self._tx.execute(
            update(matter).where(matter.c.id == matter_id).values(owner_subject=None)
        )


def _order(row: Row[Any]) -> ErasureOrder:
    values = {name: value for name, value in row._mapping.items() if name != "org_id"}
    return ErasureOrder(**{**values, "agency_org_id": row.org_id, "state": ErasureState(row.state)})

"""Store: groups of people who share a dispute - who is in, and how many."""

from uuid import UUID

from sqlalchemy import update

from services.intake.domain.application import Application
from services.intake.store.applications import application_of
from services.intake.store.tables import application, matter, matter_group
from shared.db.transaction import Transaction


class Groups:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def members(self, group_id: UUID) -> tuple[Application, ...]:
        """The applications of the group that may be seen, the first one first."""
        query = self._tx.scoped(application).where(application.c.group_id == group_id)
        rows = await self._tx.execute(query.order_by(application.c.id))
        return tuple(application_of(row) for row in rows)

    async def resize(self, group_id: UUID, by: int) -> None:
        await self._tx.execute(
            update(matter_group)
            .where(matter_group.c.id == group_id)
            .values(size=matter_group.c.size + by)
        )

    async def release(self, matter_id: UUID) -> None:
        """The matter stands alone from here on."""
        await self._tx.execute(
            update(matter)
            .where(matter.c.id == matter_id)
            .values(group_id=None, updated_at=self._tx.now)
        )

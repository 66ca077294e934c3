"""Store: what organs say after their notice; an organ sees its own updates only."""

from dataclasses import asdict, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, insert, update

from services.intake.domain.facts import plain
from services.intake.domain.organ_update import (
    OrganUpdate,
    OrganUpdateKind,
    OrganUpdateNotFound,
    UpdateDetail,
)
from services.intake.store.push_tables import organ_update
from shared.db.transaction import Transaction

_PLAIN = tuple(
    field.name for field in fields(OrganUpdate) if field.name not in ("agency_org_id", "detail")
)


def own_updates(statement: Select[Any], tx: Transaction) -> Select[Any]:
    if tx.actor.has("partner"):
        return statement.where(organ_update.c.organ_org_id == tx.actor.org_id)
    return statement


class OrganUpdates:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, organ_update_id: UUID) -> OrganUpdate:
        """Raises OrganUpdateNotFound, also for what is not yours."""
        query = self._tx.scoped(organ_update).where(organ_update.c.id == organ_update_id)
        row = (await self._tx.execute(own_updates(query, self._tx))).one_or_none()
        if row is None:
            raise OrganUpdateNotFound()
        return organ_update_of(row)

    async def under(self, *, organ: str, reference: str, notice_id: UUID) -> OrganUpdate | None:
        """What this organ already said under the same key."""
        query = self._tx.scoped(organ_update).where(
            organ_update.c.organ_org_id == organ,
            organ_update.c.reference == reference,
            organ_update.c.notice_id == notice_id,
        )
        row = (await self._tx.execute(query)).one_or_none()
        return organ_update_of(row) if row else None

    async def add(self, fresh: OrganUpdate) -> None:
        await self._tx.execute(insert(organ_update).values(**_values(fresh)))

    async def replace(self, corrected: OrganUpdate) -> None:
        await self._tx.execute(
            update(organ_update)
            .where(organ_update.c.id == corrected.id)
            .values(**_values(corrected))
        )


def organ_update_of(row: Row[Any]) -> OrganUpdate:
    values = {name: row._mapping[name] for name in _PLAIN}
    values["kind"] = OrganUpdateKind(values["kind"])
    detail = dict(row.detail)
    if detail["hearing_at"] is not None:
        detail["hearing_at"] = datetime.fromisoformat(detail["hearing_at"])
    return OrganUpdate(**values, agency_org_id=row.org_id, detail=UpdateDetail(**detail))


def _values(of: OrganUpdate) -> dict[str, Any]:
    values = {name: getattr(of, name) for name in _PLAIN}
    values["kind"] = str(of.kind)
    return {**values, "org_id": of.agency_org_id, "detail": plain(asdict(of.detail))}

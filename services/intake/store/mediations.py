"""Store: mediations beside their matter."""

from dataclasses import fields
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, update

from services.intake.domain.mediation import (
    Mediation,
    MediationBody,
    MediationDirection,
    MediationNotFound,
    MediationOutcome,
)
from services.intake.store.handover_tables import mediation
from shared.db.transaction import Transaction, VersionStale

_PLAIN = tuple(field.name for field in fields(Mediation) if field.name != "agency_org_id")


class Mediations:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, mediation_id: UUID) -> Mediation:
        """Raises MediationNotFound, also for what is not yours."""
        query = self._tx.scoped(mediation).where(mediation.c.id == mediation_id)
        row = (await self._tx.execute(query)).one_or_none()
        if row is None:
            raise MediationNotFound()
        return mediation_of(row)

    async def add(self, referred: Mediation) -> None:
        await self._tx.execute(insert(mediation).values(**_values(referred)))

    async def save(self, concluded: Mediation) -> Mediation:
        """Raises VersionStale when somebody else was first."""
        saved = await self._tx.execute(
            update(mediation)
            .where(mediation.c.id == concluded.id, mediation.c.version == concluded.version)
            .values({**_values(concluded), "version": mediation.c.version + 1})
        )
        if saved.rowcount == 0:
            raise VersionStale()
        return await self.get(concluded.id)


def mediation_of(row: Row[Any]) -> Mediation:
    values = {name: row._mapping[name] for name in _PLAIN}
    values["direction"] = MediationDirection(values["direction"])
    values["body_kind"] = MediationBody(values["body_kind"])
    values["outcome"] = MediationOutcome(values["outcome"]) if values["outcome"] else None
    return Mediation(**values, agency_org_id=row.org_id)


def _values(of: Mediation) -> dict[str, Any]:
    values = {name: getattr(of, name) for name in _PLAIN}
    for name in ("direction", "body_kind", "outcome"):
        values[name] = str(values[name]) if values[name] is not None else None
    return {**values, "org_id": of.agency_org_id}

"""Store: early aid; saved only where the version is still the one read."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, update

from services.intake.domain.aid_first import (
    AidFirst,
    AidFirstAlreadyGiven,
    AidFirstEnd,
    AidFirstNotFound,
    AidFirstState,
    Urgency,
)
from services.intake.store.aid_first_tables import aid_first
from shared.db.sql import insert_missing
from shared.db.transaction import Transaction, VersionStale

_URGENCY = ("ground_code", "limitation_on", "legal_basis", "computed_by")
_OWN = (
    "id",
    "matter_id",
    "application_id",
    "article",
    "approver_person_id",
    "acting_for_person_id",
    "granted_at",
    "complete_by",
    "ended_by",
    "ended_at",
    "version",
)


class AidFirsts:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, aid_first_id: UUID) -> AidFirst:
        """Raises AidFirstNotFound, also for what is not yours."""
        query = self._tx.scoped(aid_first).where(aid_first.c.id == aid_first_id)
        row = (await self._tx.execute(query)).one_or_none()
        if row is None:
            raise AidFirstNotFound()
        return aid_first_of(row)

    async def open_on(self, application_id: UUID) -> AidFirst | None:
        """The early aid of the application that still waits for its end."""
        query = self._tx.scoped(aid_first).where(
            aid_first.c.application_id == application_id,
            aid_first.c.state == str(AidFirstState.OPEN),
        )
        row = (await self._tx.execute(query)).one_or_none()
        return aid_first_of(row) if row else None

    async def add(self, fresh: AidFirst) -> None:
        """Raises AidFirstAlreadyGiven."""
        row = {**_values(fresh), "updated_at": self._tx.now}
        if not await insert_missing(self._tx.connection, aid_first, [row]):
            raise AidFirstAlreadyGiven()

    async def save(self, changed: AidFirst) -> AidFirst:
        """Raises VersionStale when somebody else was first."""
        values = {**_values(changed), "updated_at": self._tx.now, "version": changed.version + 1}
        saved = await self._tx.execute(
            update(aid_first)
            .where(aid_first.c.id == changed.id, aid_first.c.version == changed.version)
            .values(**values)
        )
        if saved.rowcount == 0:
            raise VersionStale()
        return await self.get(changed.id)


def aid_first_of(row: Row[Any]) -> AidFirst:
    values = row._mapping
    return AidFirst(
        **{name: values[name] for name in _OWN},
        agency_org_id=row.org_id,
        urgency=Urgency(**{name: values[name] for name in _URGENCY}),
        state=AidFirstState(row.state),
        end=AidFirstEnd(row.end_code) if row.end_code else None,
    )


def _values(of: AidFirst) -> dict[str, Any]:
    return {
        **{name: getattr(of, name) for name in _OWN},
        **{name: getattr(of.urgency, name) for name in _URGENCY},
        "org_id": of.agency_org_id,
        "state": str(of.state),
        "end_code": str(of.end) if of.end else None,
    }

"""Store: duty-lawyer requests as pushed, and how far assignment says they have come."""

import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, update

from services.intake.domain.duty_request import (
    DutyRequest,
    DutyRequestNotFound,
    DutyRequestState,
    further,
)
from services.intake.store.tables import duty_progress, duty_request
from shared.db.sql import insert_missing
from shared.db.transaction import Transaction

PERSONS_CELL = "duty_request.persons"
_OWN = tuple(field.name for field in fields(DutyRequest) if field.name != "state")


def duty_key(duty_request_id: UUID) -> str:
    """The scope of the data key that seals the persons."""
    return f"duty_request/{duty_request_id}"


class DutyRequests:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, duty_request_id: UUID) -> DutyRequest:
        """Raises DutyRequestNotFound, also for what is not yours."""
        return await self._one(duty_request.c.id == duty_request_id)

    async def under(self, *, organ: str, reference: str) -> DutyRequest | None:
        """What this organ already sent under the same reference."""
        query = self._tx.scoped(duty_request).where(
            duty_request.c.organ_org_id == organ, duty_request.c.reference == reference
        )
        row = (await self._tx.execute(query)).one_or_none()
        return await self.of_row(row) if row else None

    async def reference(self, duty_request_id: UUID) -> str | None:
        """The sender's own reference; None where the request is not known here (yet)."""
        query = self._tx.scoped(duty_request, duty_request.c.reference)
        found = await self._tx.execute(query.where(duty_request.c.id == duty_request_id))
        reference: str | None = found.scalar_one_or_none()
        return reference

    async def of_row(self, row: Any) -> DutyRequest:
        """A row of a list with its state."""
        return duty_request_of(row, await self._state(row.id))

    async def add(self, fresh: DutyRequest, persons: Sequence[dict[str, Any]]) -> None:
        await self._tx.execute(
            insert(duty_request).values(**_values(fresh), **await self._sealed(fresh, persons))
        )

    async def replace(self, corrected: DutyRequest, persons: Sequence[dict[str, Any]]) -> None:
        """Write the corrected content over the earlier; the versions keep both."""
        await self._tx.execute(
            update(duty_request)
            .where(duty_request.c.id == corrected.id)
            .values(**_values(corrected), **await self._sealed(corrected, persons))
        )

    async def advance(
        self, duty_request_id: UUID, heard: DutyRequestState, *, org_id: str, at: datetime
    ) -> None:
        """Keep the furthest state heard, whichever fact came first."""
        row = {
            "duty_request_id": duty_request_id,
            "org_id": org_id,
            "state": str(heard),
            "updated_at": at,
        }
        if await insert_missing(self._tx.connection, duty_progress, [row]):
            return
        state = further(await self._state(duty_request_id), heard)
        await self._tx.execute(
            update(duty_progress)
            .where(duty_progress.c.duty_request_id == duty_request_id)
            .values(state=str(state), updated_at=at)
        )

    async def _sealed(self, of: DutyRequest, persons: Sequence[dict[str, Any]]) -> dict[str, bytes]:
        cipher = await self._tx.vault.cipher(self._tx, duty_key(of.id))
        text = json.dumps(list(persons), ensure_ascii=False)
        return {"persons_sealed": cipher.seal(PERSONS_CELL, text)}

    async def _one(self, condition: Any) -> DutyRequest:
        row = (await self._tx.execute(self._tx.scoped(duty_request).where(condition))).one_or_none()
        if row is None:
            raise DutyRequestNotFound()
        return await self.of_row(row)

    async def _state(self, duty_request_id: UUID) -> DutyRequestState:
        query = self._tx.scoped(duty_progress, duty_progress.c.state)
        found = await self._tx.execute(
            query.where(duty_progress.c.duty_request_id == duty_request_id)
        )
        return DutyRequestState(found.scalar_one_or_none() or DutyRequestState.RECEIVED)


def duty_request_of(row: Row[Any], state: DutyRequestState) -> DutyRequest:
    values = {name: row._mapping[name] for name in _OWN if name != "agency_org_id"}
    return DutyRequest(**values, agency_org_id=row.org_id, state=state)


def _values(of: DutyRequest) -> dict[str, Any]:
    values = {name: getattr(of, name) for name in _OWN}
    values["org_id"] = values.pop("agency_org_id")
    return values

"""Store: acting appointments; the database itself keeps two of one office from overlapping."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, update

from services.intake.domain.acting import (
    ActingAppointment,
    ActingAppointmentNotFound,
    ActingAppointmentsOverlap,
    DecidingAuthority,
    deciding_authority,
)
from services.intake.store.entry_tables import acting_appointment
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date

HEAD = "agency_head"


class ActingAppointments:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, appointment_id: UUID) -> ActingAppointment:
        """Raises ActingAppointmentNotFound, also for what is not yours."""
        query = self._tx.scoped(acting_appointment)
        rows = await self._tx.execute(query.where(acting_appointment.c.id == appointment_id))
        row = rows.one_or_none()
        if row is None:
            raise ActingAppointmentNotFound()
        return appointment_of(row)

    async def add(self, fresh: ActingAppointment) -> None:
        """Raises ActingAppointmentsOverlap; of two at once the database refuses the second."""
        await self._require_free(fresh)
        await self._tx.execute(insert(acting_appointment).values(**asdict(fresh)))

    async def save_end(self, ended: ActingAppointment) -> None:
        await self._tx.execute(
            update(acting_appointment)
            .where(acting_appointment.c.id == ended.id, acting_appointment.c.ended_at.is_(None))
            .values(ended_at=ended.ended_at)
        )

    async def authority(self, org_id: str) -> DecidingAuthority:
        """In which capacity the actor decides for ``org_id`` now."""
        today = law_date(self._tx.now)
        rows = await self._tx.execute(
            self._tx.scoped(acting_appointment).where(
                acting_appointment.c.org_id == org_id,
                acting_appointment.c.acting_person_id == self._tx.actor.person_id,
                acting_appointment.c.from_on <= today,
                acting_appointment.c.until_on >= today,
            )
        )
        return deciding_authority(
            self._tx.actor.person_id,
            bears_office=self._tx.actor.has(HEAD),
            appointments=[appointment_of(row) for row in rows],
            moment=self._tx.now,
        )

    async def _require_free(self, fresh: ActingAppointment) -> None:
        rows = await self._tx.execute(
            self._tx.scoped(acting_appointment)
            .where(
                acting_appointment.c.org_id == fresh.org_id,
                acting_appointment.c.from_on <= fresh.until_on,
                acting_appointment.c.until_on >= fresh.from_on,
                acting_appointment.c.ended_at.is_(None),
            )
            .limit(1)
        )
        other = rows.one_or_none()
        if other is not None:
            raise ActingAppointmentsOverlap(from_on=other.from_on, until_on=other.until_on)


def appointment_of(row: Row[Any]) -> ActingAppointment:
    return ActingAppointment(**row._mapping)

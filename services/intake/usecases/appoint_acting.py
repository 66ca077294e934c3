"""Use case: appoint who acts for the head, so that an absent head breaks no clock; and end it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.intake.domain.acting import ActingAppointment, require_valid
from services.intake.store.acting import ActingAppointments
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date


@dataclass(frozen=True, kw_only=True)
class Appointing:
    """What the head says: who acts, from when until when, and why."""

    acting_person_id: str
    from_on: date
    until_on: date
    reason_code: str


async def appoint_acting(
    tx: Transaction, *, org_id: str, appointing: Appointing
) -> ActingAppointment:
    """Raises ActingForOneself, ActingPeriodInvalid, ActingAppointmentsOverlap."""
    fresh = ActingAppointment(
        id=tx.new_id(),
        org_id=org_id,
        head_person_id=tx.actor.person_id,
        acting_person_id=appointing.acting_person_id,
        from_on=appointing.from_on,
        until_on=appointing.until_on,
        reason_code=appointing.reason_code,
        appointed_at=tx.now,
    )
    require_valid(fresh, today=law_date(tx.now))
    await ActingAppointments(tx).add(fresh)
    tx.record(
        f"organization/{org_id}",
        "acting.appoint",
        appointment_id=fresh.id,
        acting_person_id=fresh.acting_person_id,
        from_on=fresh.from_on,
        until_on=fresh.until_on,
        reason_code=fresh.reason_code,
    )
    return fresh


async def end_acting(tx: Transaction, *, appointment_id: UUID) -> ActingAppointment:
    """What was decided meanwhile stays the head's. Raises ActingAlreadyEnded."""
    appointments = ActingAppointments(tx)
    held = await appointments.get(appointment_id)
    ended = held.end(now=tx.now)
    await appointments.save_end(ended)
    tx.record(f"organization/{ended.org_id}", "acting.end", appointment_id=ended.id)
    return ended

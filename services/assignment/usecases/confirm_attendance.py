"""Use case: the site or the agency confirms a duty day, which makes it payable."""

from uuid import UUID

from services.assignment.domain.attendance import Attendance
from services.assignment.store.duty import Attendances
from services.assignment.store.registry import Registry
from shared.db.transaction import Transaction


async def confirm_attendance(tx: Transaction, *, attendance_id: UUID) -> Attendance:
    """One confirmed unit per lawyer and date in the city. Raises DutyDayAlreadyConfirmed."""
    attendances = Attendances(tx)
    present = await attendances.get(attendance_id)
    tx.expect_version(present.version)
    lawyer = await Registry(tx).provider(present.shift.provider_id)
    confirmed, fact = present.confirm(
        lawyer, by_subject=tx.actor.subject, by_person=tx.actor.person_id, now=tx.now
    )
    await tx.write_into(present.shift.org_id)
    await attendances.take_day(confirmed)
    saved = await attendances.save(confirmed)
    tx.record(f"attendance/{attendance_id}", "attendance.confirm")
    tx.publish(fact, tenant=present.shift.org_id)
    return saved

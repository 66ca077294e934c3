"""Use case: the rostered lawyer arrives."""

from uuid import UUID

from services.assignment.domain.attendance import AlreadyCheckedIn, Attendance, check_in
from services.assignment.store.duty import Attendances, Shifts
from shared.db.transaction import Transaction


async def attend_shift(tx: Transaction, *, shift_id: UUID) -> Attendance:
    """One attendance per shift. Raises AlreadyCheckedIn."""
    shift = await Shifts(tx).get(shift_id)
    present = check_in(shift, attendance_id=tx.new_id(), subject=tx.actor.subject, now=tx.now)
    await tx.write_into(shift.org_id)
    if not await Attendances(tx).add(present):
        raise AlreadyCheckedIn()
    tx.record(f"attendance/{present.id}", "attendance.check_in", shift_id=str(shift_id))
    return present

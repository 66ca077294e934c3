"""Use case: the rostered lawyer leaves."""

from uuid import UUID

from services.assignment.domain.attendance import Attendance
from services.assignment.store.duty import Attendances
from shared.db.transaction import Transaction


async def leave_shift(tx: Transaction, *, attendance_id: UUID) -> Attendance:
    attendances = Attendances(tx)
    present = await attendances.get(attendance_id)
    left = present.check_out(subject=tx.actor.subject, now=tx.now)
    await tx.write_into(present.shift.org_id)
    saved = await attendances.save(left)
    tx.record(f"attendance/{attendance_id}", "attendance.check_out")
    return saved

"""API: attendance of duty shifts - check in, check out, confirm."""

from uuid import UUID

from services.assignment.api.duty_bodies import AttendanceOut
from services.assignment.domain.attendance import (
    AlreadyCheckedIn,
    AttendanceNotFound,
    DutyDayAlreadyConfirmed,
    NobodyConfirmsOwnAttendance,
    NotTheDayOfTheShift,
    OnlyTheRosteredLawyerAttends,
)
from services.assignment.domain.duty import ShiftNotFound
from services.assignment.store.duty import Attendances
from services.assignment.usecases.attend_shift import attend_shift
from services.assignment.usecases.confirm_attendance import confirm_attendance
from services.assignment.usecases.leave_shift import leave_shift
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.transitions import ActNotAllowedNow

router = ServiceRouter(prefix="/assignment/v1", tags=["attendance"])
CONFIRMERS = {"partner", "duty_coordinator", "agency_head"}


@router.post("/shifts/{shift_id}/attendance", status_code=201)
@gate(
    roles={"provider"},
    appends=True,
    refuses=(
        ShiftNotFound,
        OnlyTheRosteredLawyerAttends,
        NotTheDayOfTheShift,
        AlreadyCheckedIn,
    ),
)
async def check_in_to_shift(shift_id: UUID, tx: Tx) -> AttendanceOut:
    """Check in to your shift on its date."""
    return AttendanceOut.of(await attend_shift(tx, shift_id=shift_id), tx.actor.roles)


@router.get("/attendances/{attendance_id}")
@gate(roles=CONFIRMERS | {"provider"}, reads=True, refuses=(AttendanceNotFound,))
async def read_attendance(attendance_id: UUID, tx: Tx) -> AttendanceOut:
    """Read one attendance."""
    return AttendanceOut.of(await Attendances(tx).get(attendance_id), tx.actor.roles)


@router.post("/attendances/{attendance_id}/check-out", status_code=201)
@gate(
    roles={"provider"},
    appends=True,
    refuses=(AttendanceNotFound, ActNotAllowedNow, OnlyTheRosteredLawyerAttends),
)
async def check_out_of_shift(attendance_id: UUID, tx: Tx) -> AttendanceOut:
    """Check out of your shift."""
    return AttendanceOut.of(await leave_shift(tx, attendance_id=attendance_id), tx.actor.roles)


@router.post("/attendances/{attendance_id}/confirmation", status_code=201)
@gate(
    roles=CONFIRMERS,
    judges=True,
    refuses=(
        AttendanceNotFound,
        ActNotAllowedNow,
        NobodyConfirmsOwnAttendance,
        DutyDayAlreadyConfirmed,
    ),
)
async def confirm_duty_day(attendance_id: UUID, tx: Tx) -> AttendanceOut:
    """Confirm the duty day as the site or the agency: one paid unit per lawyer and date."""
    confirmed = await confirm_attendance(tx, attendance_id=attendance_id)
    return AttendanceOut.of(confirmed, tx.actor.roles)

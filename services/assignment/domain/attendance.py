"""Domain: a duty day is attended, then confirmed - one paid unit per lawyer per date in the city."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.assignment.domain.duty import Shift
from services.assignment.domain.events import AttendanceConfirmed
from services.assignment.domain.registry import Provider
from shared.kernel.clock import law_date
from shared.kernel.refusals import Conflict, Forbidden, NotFound
from shared.kernel.transitions import Transition, TransitionTable


class AttendanceNotFound(NotFound):
    """No such attendance, or it is not yours."""


class NotTheDayOfTheShift(Conflict):
    """One checks in on the date of the shift only. Facts: ``duty_on``."""


class AlreadyCheckedIn(Conflict):
    """The shift has its attendance. Facts: ``attendance_id``."""


class OnlyTheRosteredLawyerAttends(Forbidden):
    """The shift is another's."""


class NobodyConfirmsOwnAttendance(Forbidden):
    """The site or the agency confirms, never the lawyer (包府发〔2024〕3号 三(二))."""


class DutyDayAlreadyConfirmed(Conflict):
    """The lawyer has a confirmed unit on that date somewhere in the city (law.md A22).

    Facts: ``duty_on``.
    """


class AttendanceState(StrEnum):
    CHECKED_IN = "checked_in"
    CHECKED_OUT = "checked_out"
    CONFIRMED = "confirmed"


ATTENDANCE_TRANSITIONS = TransitionTable[AttendanceState](
    [
        Transition(
            "check_out",
            frozenset({AttendanceState.CHECKED_IN}),
            AttendanceState.CHECKED_OUT,
            frozenset({"provider"}),
        ),
        Transition(
            "confirm",
            frozenset({AttendanceState.CHECKED_OUT}),
            AttendanceState.CONFIRMED,
            frozenset({"partner", "duty_coordinator", "agency_head"}),
        ),
    ]
)


@dataclass(frozen=True, kw_only=True)
class Attendance:
    id: UUID
    shift: Shift
    checked_in_at: datetime
    state: AttendanceState = AttendanceState.CHECKED_IN
    version: int = 1
    checked_out_at: datetime | None = None
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None

    def check_out(self, *, subject: str, now: datetime) -> "Attendance":
        state = ATTENDANCE_TRANSITIONS.after(self.state, "check_out")
        if subject != self.shift.provider_subject:
            raise OnlyTheRosteredLawyerAttends()
        return replace(self, state=state, checked_out_at=now)

    def confirm(
        self, lawyer: Provider, *, by_subject: str, by_person: str, now: datetime
    ) -> "tuple[Attendance, AttendanceConfirmed]":
        """Make it one payable unit; the database holds the key of lawyer and date."""
        state = ATTENDANCE_TRANSITIONS.after(self.state, "confirm")
        if by_subject == self.shift.provider_subject:
            raise NobodyConfirmsOwnAttendance()
        changed = replace(self, state=state, confirmed_by=by_person, confirmed_at=now)
        return changed, AttendanceConfirmed(
            attendance_id=self.id,
            shift_id=self.shift.id,
            provider_id=lawyer.id,
            provider_subject=lawyer.subject,
            firm_id=lawyer.firm_id,
            agency_org_id=self.shift.org_id,
            site_org_id=self.shift.site_org_id,
            duty_on=self.shift.duty_on,
            planned_from=self.shift.planned_from,
            planned_to=self.shift.planned_to,
            public_post=lawyer.public_post,
            confirmed_by=by_person,
            confirmed_at=now,
        )


def check_in(shift: Shift, *, attendance_id: UUID, subject: str, now: datetime) -> Attendance:
    """Begin a duty day. Raises OnlyTheRosteredLawyerAttends or NotTheDayOfTheShift."""
    if subject != shift.provider_subject:
        raise OnlyTheRosteredLawyerAttends()
    if law_date(now) != shift.duty_on:
        raise NotTheDayOfTheShift(duty_on=shift.duty_on.isoformat())
    return Attendance(id=attendance_id, shift=shift, checked_in_at=now)

"""Domain: the acting appointment 代理 - a head lends the office to another person for a time.

What the acting person decides is the head's for that time and says so; the person stays who it is,
so that separation of duties follows the person and never the office.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from shared.kernel.clock import law_date
from shared.kernel.refusals import Conflict, NotFound, NotUnderstood


class ActingAppointmentNotFound(NotFound):
    """No such appointment, or not of your organization."""


class ActingPeriodInvalid(NotUnderstood):
    """The period ends before it begins, or begins in the past. Facts: ``fault``, ``pointer``."""


class ActingAppointmentsOverlap(Conflict):
    """One office has one acting person on a day. Facts: ``from_on``, ``until_on`` of the other."""


class ActingForOneself(Conflict):
    """The head needs no appointment to decide: name another person."""


class ActingAlreadyEnded(Conflict):
    """The appointment has run out or was ended before."""


@dataclass(frozen=True, kw_only=True)
class ActingAppointment:
    """From ``from_on`` to ``until_on``, both included, unless ended earlier."""

    id: UUID
    org_id: str
    head_person_id: str
    acting_person_id: str
    from_on: date
    until_on: date
    reason_code: str
    appointed_at: datetime
    ended_at: datetime | None = None

    def holds_at(self, moment: datetime) -> bool:
        """Whether the acting person bears the office at ``moment``."""
        ended = self.ended_at is not None and self.ended_at <= moment
        return not ended and self.from_on <= law_date(moment) <= self.until_on

    def end(self, *, now: datetime) -> "ActingAppointment":
        """The head is back. Raises ActingAlreadyEnded."""
        if self.ended_at is not None or law_date(now) > self.until_on:
            raise ActingAlreadyEnded()
        return replace(self, ended_at=now)


@dataclass(frozen=True, kw_only=True)
class DecidingAuthority:
    """In which capacity a person decides: in the own name, or for the head under an appointment."""

    person_id: str
    as_head: bool
    acting_for_person_id: str | None = None
    appointment_id: UUID | None = None


def require_valid(fresh: ActingAppointment, *, today: date) -> None:
    """Raises ActingForOneself, ActingPeriodInvalid."""
    if fresh.acting_person_id == fresh.head_person_id:
        raise ActingForOneself()
    if fresh.from_on < today:
        raise ActingPeriodInvalid(fault="past", pointer="/from_on")
    if fresh.until_on < fresh.from_on:
        raise ActingPeriodInvalid(fault="reversed", pointer="/until_on")


def deciding_authority(
    person_id: str,
    *,
    bears_office: bool,
    appointments: Iterable[ActingAppointment],
    moment: datetime,
) -> DecidingAuthority:
    """Who ``person_id`` is when deciding at ``moment``: the head, acting for the head, or neither."""
    if bears_office:
        return DecidingAuthority(person_id=person_id, as_head=True)
    for one in appointments:
        if one.acting_person_id == person_id and one.holds_at(moment):
            return DecidingAuthority(
                person_id=person_id,
                as_head=True,
                acting_for_person_id=one.head_person_id,
                appointment_id=one.id,
            )
    return DecidingAuthority(person_id=person_id, as_head=False)

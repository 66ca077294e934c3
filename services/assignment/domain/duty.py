"""Domain: duty lawyers - a request finds the shift on duty, and help is given and recorded."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.assignment.domain.events import (
    DutyRequestAccepted,
    DutyRequestDispatched,
    DutyRequestFinished,
)
from services.assignment.domain.registry import Provider, Standing
from shared.kernel.clock import law_date
from shared.kernel.refusals import Conflict, Forbidden, NotFound, NotUnderstood
from shared.kernel.transitions import Transition, TransitionTable
from shared.kernel.workdays import WorkCalendar

DUTY_SERVICE = "DUTY"
NOTICE_WORKDAYS = 3  # DUTY 19: the organ's notice comes three working days ahead
PLEA_WITNESS = "plea_leniency_witness"
HELP_REFUSED = "help_refused"


class DutyRequestNotFound(NotFound):
    """No such duty request, or it is not yours."""


class ShiftNotFound(NotFound):
    """No such shift, or it is not yours."""


class NobodyOnDuty(Conflict):
    """No shift at that site covers the day. Facts: ``site_org_id``, ``day``."""


class ShiftDoesNotCoverTheRequest(Conflict):
    """The shift is at another site or on another day. Facts: ``shift_id``."""


class LawyerNotFitForDuty(Conflict):
    """Suspended, revoked, or no lawyer at all on that day. Facts: ``standing``."""


class OnlyTheDutyLawyerAnswers(Forbidden):
    """Only the lawyer to whom the request was dispatched accepts and finishes it."""


class PleaOutcomeMissing(NotUnderstood):
    """A witnessed plea-leniency statement says how it ended (DUTY 10)."""


class PleaOutcomeContradicts(Conflict):
    """Help was refused: the lawyer signs nothing, and the written refusal is kept (DUTY 10)."""


class RequestState(StrEnum):
    QUEUED = "queued"
    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    FINISHED = "finished"
    CANCELED = "canceled"


_WAITING = frozenset({RequestState.QUEUED, RequestState.DISPATCHED})
_COORDINATOR = frozenset({"duty_coordinator", "agency_head"})
_LAWYER = frozenset({"provider"})


def _row(
    act: str, source: RequestState, target: RequestState, roles: frozenset[str]
) -> Transition[RequestState]:
    return Transition(act, frozenset({source}), target, roles)


REQUEST_TRANSITIONS = TransitionTable[RequestState](
    [
        _row("dispatch", RequestState.QUEUED, RequestState.DISPATCHED, _COORDINATOR),
        _row("accept", RequestState.DISPATCHED, RequestState.ACCEPTED, _LAWYER),
        _row("finish", RequestState.ACCEPTED, RequestState.FINISHED, _LAWYER),
        Transition("cancel", _WAITING, RequestState.CANCELED, frozenset({"system"})),
    ]
)


@dataclass(frozen=True, kw_only=True)
class Shift:
    """One lawyer at one site for one half-open span ``[planned_from, planned_to)`` of one date."""

    id: UUID
    org_id: str
    site_org_id: str
    duty_on: date
    planned_from: datetime
    planned_to: datetime
    provider_id: UUID
    provider_subject: str
    requests_taken: int = 0

    def runs_at(self, moment: datetime) -> bool:
        return self.planned_from <= moment < self.planned_to


@dataclass(frozen=True, kw_only=True)
class HelpRecord:
    """What was done for whom (DUTY 7): coded; the words of the meeting stay sealed in the store."""

    help_codes: tuple[str, ...]
    person_count: int
    plea_outcome_code: str | None = None
    refusal_kept: bool = False


@dataclass(frozen=True, kw_only=True)
class DutyRequest:
    id: UUID
    org_id: str
    organ_org_id: str
    site_org_id: str
    stage: str
    purpose: str
    person_tokens: tuple[str, ...]
    person_count: int
    needed_on: date
    urgent: bool
    received_at: datetime
    short_notice: bool = False
    state: RequestState = RequestState.QUEUED
    version: int = 1
    shift_id: UUID | None = None
    provider_id: UUID | None = None
    provider_subject: str | None = None
    dispatched_at: datetime | None = None
    accepted_at: datetime | None = None
    finished_at: datetime | None = None

    def dispatch(
        self, shift: Shift, lawyer: Provider, *, now: datetime
    ) -> "tuple[DutyRequest, DutyRequestDispatched]":
        """Give it to the lawyer on duty, whose license must hold on that day (法律援助法 14; 律师法 13)."""
        state = REQUEST_TRANSITIONS.after(self.state, "dispatch")
        if shift.site_org_id != self.site_org_id or shift.duty_on != self.needed_on:
            raise ShiftDoesNotCoverTheRequest(shift_id=str(shift.id))
        standing = lawyer.standing_on(shift.duty_on)
        if standing is not Standing.ACTIVE:
            raise LawyerNotFitForDuty(standing=str(standing))
        changed = replace(
            self,
            state=state,
            shift_id=shift.id,
            provider_id=lawyer.id,
            provider_subject=lawyer.subject,
            dispatched_at=now,
        )
        return changed, DutyRequestDispatched(dispatched_at=now, **_told(changed))

    def accept(self, *, subject: str, now: datetime) -> "tuple[DutyRequest, DutyRequestAccepted]":
        state = REQUEST_TRANSITIONS.after(self.state, "accept")
        self._require_lawyer(subject)
        changed = replace(self, state=state, accepted_at=now)
        return changed, DutyRequestAccepted(accepted_at=now, **_told(changed))

    def finish(
        self, record: HelpRecord, *, subject: str, now: datetime
    ) -> "tuple[DutyRequest, DutyRequestFinished]":
        """Close it with its one help record (DUTY 6, 7, 10)."""
        state = REQUEST_TRANSITIONS.after(self.state, "finish")
        self._require_lawyer(subject)
        require_consistent(record)
        changed = replace(self, state=state, finished_at=now)
        fact = DutyRequestFinished(
            finished_at=now,
            help_codes=record.help_codes,
            person_count=record.person_count,
            **_told(changed),
        )
        return changed, fact

    @property
    def waits_for_lawyer(self) -> bool:
        """Its organ may still correct or cancel it; afterwards the help that began counts."""
        return self.state in _WAITING

    def cancel(self) -> "DutyRequest":
        return replace(self, state=REQUEST_TRANSITIONS.after(self.state, "cancel"))

    def correct(self, **told: Any) -> "DutyRequest":
        """What the organ says now; another place or day puts it back into the queue."""
        corrected = replace(self, **told)
        moved = (corrected.site_org_id, corrected.needed_on) != (self.site_org_id, self.needed_on)
        if not moved or self.state is RequestState.QUEUED:
            return corrected
        return replace(
            corrected,
            state=RequestState.QUEUED,
            shift_id=None,
            provider_id=None,
            provider_subject=None,
            dispatched_at=None,
        )

    @property
    def clock_subject(self) -> str:
        """What the request's obligations and audit entries hang on."""
        return f"duty_request/{self.id}"

    def _require_lawyer(self, subject: str) -> None:
        if subject != self.provider_subject:
            raise OnlyTheDutyLawyerAnswers()


def _told(request: DutyRequest) -> dict[str, Any]:
    assert request.shift_id is not None
    assert request.provider_id is not None
    return {
        "duty_request_id": request.id,
        "agency_org_id": request.org_id,
        "organ_org_id": request.organ_org_id,
        "shift_id": request.shift_id,
        "provider_id": request.provider_id,
    }


def require_consistent(record: HelpRecord) -> None:
    """V4: sign without objection, or sign and object, or sign nothing; a refusal is kept in writing."""
    if PLEA_WITNESS in record.help_codes and record.plea_outcome_code is None:
        raise PleaOutcomeMissing(pointer="/plea_outcome_code")
    if HELP_REFUSED not in record.help_codes:
        return
    if not record.refusal_kept or record.plea_outcome_code not in (None, HELP_REFUSED):
        raise PleaOutcomeContradicts()


def pick_shift(shifts: Iterable[Shift], *, site_org_id: str, day: date, now: datetime) -> Shift:
    """The shift for a request: one running now first, then the least busy, then the earliest.

    Raises NobodyOnDuty where the site has no shift on ``day`` that has not yet ended.
    """
    fitting = [s for s in shifts if s.site_org_id == site_org_id and s.duty_on == day]
    fitting = [s for s in fitting if now < s.planned_to]
    if not fitting:
        raise NobodyOnDuty(site_org_id=site_org_id, day=day.isoformat())
    return min(
        fitting,
        key=lambda s: (not s.runs_at(now), s.requests_taken, s.planned_from, str(s.id)),
    )


def is_short_notice(received_at: datetime, needed_on: date, calendar: WorkCalendar) -> bool:
    """Whether the organ gave less than three working days (DUTY 19): shown, never a refusal."""
    return calendar.add_workdays(law_date(received_at), NOTICE_WORKDAYS) > needed_on

"""Domain: the consultation 咨询 - a question answered at once, by appointment, or pointed elsewhere.

A person may stay anonymous (law.md 3.12). Whoever answers and sees a matter that legal aid is likely
to cover says so, for the right to apply is told and not searched for (法律援助法 23; P148 9).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.intake.domain.matter import Person
from services.intake.domain.scope import Effect, ScopeRule
from shared.kernel.refusals import Conflict, NotFound, NotUnderstood
from shared.kernel.transitions import Transition, TransitionTable


class ConsultationNotFound(NotFound):
    """No such consultation, or not yours to see."""


class RightToApplyNotTold(Conflict):
    """Legal aid is likely to cover it: the answer tells the person so. Facts: ``article``."""


class ConsultationIncomplete(Conflict):
    """An application needs what was never asked here. Facts: ``missing``."""


class ConsultationAlreadyApplied(Conflict):
    """An application was made of it before. Facts: ``application_id``."""


class AppointmentInThePast(NotUnderstood):
    """The time agreed has passed already. Facts: ``pointer``."""


class ConsultationState(StrEnum):
    OPEN = "open"
    BOOKED = "booked"  # a hard question: a time is agreed
    ANSWERED = "answered"
    REFERRED = "referred"  # no question of law: pointed to the right body


_S = ConsultationState
_STAFF = frozenset({"intake_clerk", "station_clerk", "reviewer"})
_WAITING = frozenset({_S.OPEN, _S.BOOKED})

CONSULTATION_TABLE: TransitionTable[ConsultationState] = TransitionTable(
    (
        Transition("book", _WAITING, _S.BOOKED, _STAFF),
        Transition("answer", _WAITING, _S.ANSWERED, _STAFF),
        Transition("refer", _WAITING, _S.REFERRED, _STAFF),
        *(
            Transition("apply", frozenset({one}), one, _STAFF | {"applicant", "representative"})
            for one in _S
        ),
    )
)


@dataclass(frozen=True, kw_only=True)
class ConsultationChannel:
    """One row of ``policy/consultations.toml``: the clock it starts, and how an application came in."""

    code: str
    clock: str  # empty: no period is set
    application_channel: str
    source: str
    label_zh: str
    label_en: str


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked and by whom, sealed at rest. No ``person``: identity was not given."""

    text: str
    person: Person | None


@dataclass(frozen=True, kw_only=True)
class Consultation:
    id: UUID
    agency_org_id: str
    held_at_org_id: str
    channel: str
    kind: str | None
    cause_code: str | None
    anonymous: bool
    state: ConsultationState
    opened_at: datetime
    opened_by: str  # person_id
    owner_subject: str | None = None
    booked_for: datetime | None = None
    answered_at: datetime | None = None
    answered_by: str | None = None
    told_of_aid: bool = False
    referred_to_org_id: str | None = None
    application_id: UUID | None = None
    version: int = 1

    def book(self, at: datetime, *, now: datetime) -> "Consultation":
        """Raises AppointmentInThePast, ActNotAllowedNow."""
        state = CONSULTATION_TABLE.after(self.state, "book")
        if at <= now:
            raise AppointmentInThePast(pointer="/booked_for")
        return replace(self, state=state, booked_for=at)

    def answer(self, *, by: str, told_of_aid: bool, covered: bool, now: datetime) -> "Consultation":
        """``covered``: legal aid is likely to cover it. Raises RightToApplyNotTold."""
        state = CONSULTATION_TABLE.after(self.state, "answer")
        if covered and not told_of_aid:
            raise RightToApplyNotTold(article="P148 9；法律援助法 23")
        return replace(self, state=state, answered_at=now, answered_by=by, told_of_aid=told_of_aid)

    def refer(self, org_id: str, *, by: str, now: datetime) -> "Consultation":
        state = CONSULTATION_TABLE.after(self.state, "refer")
        return replace(
            self, state=state, answered_at=now, answered_by=by, referred_to_org_id=org_id
        )

    def apply(self, application_id: UUID) -> "Consultation":
        self.require_unapplied()
        return replace(self, application_id=application_id)

    def require_unapplied(self) -> None:
        """Raises ConsultationAlreadyApplied."""
        if self.application_id is not None:
            raise ConsultationAlreadyApplied(application_id=str(self.application_id))


def likely_covered(
    kind: str | None, cause_code: str | None, rules: Iterable[ScopeRule], day: date
) -> bool:
    """Whether some clause of the day names this cause, whoever the person may turn out to be."""
    if cause_code is None:
        return False
    return any(
        rule.effect is Effect.INCLUDES
        and rule.holds_on(day)
        and cause_code in rule.when.causes
        and (kind is None or not rule.when.kinds or kind in rule.when.kinds)
        for rule in rules
    )

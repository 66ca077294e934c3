"""Domain: the notice case 通知辩护/代理 - an organ notifies; nobody applies or tells income.

法律援助法 25, 28, 36; what the notice must carry: 最高法解释 49 (law.md 3.2).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.intake.domain.scope import Layer
from shared.kernel.refusals import Conflict, Forbidden, NotFound, NotUnderstood
from shared.kernel.transitions import Transition, TransitionTable


class NoticeNotFound(NotFound):
    """No such notice, or not yours to see."""


class OrganNotYours(Forbidden):
    """A machine speaks for its own organization only. Facts: ``org``."""


class CorrectionChangesTheCase(Conflict):
    """A settled notice keeps agency, ground and stage: withdraw it, push a new one. Facts: ``fields``."""


class NoticeGroundNotHere(Conflict):
    """The ground has no place at this stage or organ. Facts: ``ground``, ``fault``."""


class NoticeLacksFields(Conflict):
    """Fields that the notice must carry are missing. Facts: ``missing``, ``article``."""


class DayInTheFuture(NotUnderstood):
    """Something that has happened cannot lie ahead. Facts: ``pointer``."""


class PersonHasCounsel(Conflict):
    """A notice never replaces hired counsel (法律援助法 27): return it with the reason."""


class NoticeState(StrEnum):
    RECEIVED = "received"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


_S = NoticeState
_OPEN = frozenset({_S.RECEIVED})
_ALIVE = frozenset({_S.RECEIVED, _S.ACCEPTED})
_OVER = frozenset({_S.RETURNED, _S.WITHDRAWN})
_CLERKS = frozenset({"intake_clerk", "reviewer", "agency_head"})
_SENDERS = frozenset({"partner", "intake_clerk"})
FIXED_ONCE_SETTLED = frozenset({"agency_org_id", "ground_code", "stage"})

NOTICE_TABLE: TransitionTable[NoticeState] = TransitionTable(
    (
        Transition("accept", _OPEN, NoticeState.ACCEPTED, _CLERKS),
        Transition("return", _OPEN, NoticeState.RETURNED, _CLERKS),
        Transition("correct", _OPEN | {_S.RETURNED}, _S.RECEIVED, _SENDERS),
        Transition("correct", frozenset({_S.ACCEPTED}), _S.ACCEPTED, _SENDERS),
        Transition("withdraw", _ALIVE, _S.WITHDRAWN, _SENDERS),
        Transition("renew", _OVER, _S.RECEIVED, _SENDERS),
    )
)


@dataclass(frozen=True, kw_only=True)
class NoticeGround:
    """One row N1..N13 of ``policy/notice_grounds.toml``; no stages means every stage."""

    code: str
    article: str
    layer: Layer
    organ_kinds: frozenset[str]
    stages: frozenset[str]
    required: bool  # the organ must notify, or may
    criminal_defense_years_min: int
    minor: bool
    service_role: str  # defender or litigation agent
    valid_from: date
    valid_to: date | None
    source: str
    label_zh: str
    label_en: str

    def require_here(self, *, stage: str, organ_kind: str) -> None:
        """Raises NoticeGroundNotHere, so that the organ hears which of the two is wrong."""
        if self.stages and stage not in self.stages:
            raise NoticeGroundNotHere(ground=self.code, fault="stage")
        if organ_kind not in self.organ_kinds:
            raise NoticeGroundNotHere(ground=self.code, fault="organ")


TRIAL_STAGES = frozenset({"FIRST", "SECOND", "DEATH_REVIEW", "RETRIAL"})


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One person of one notice. Its key is (client, reference, person)."""

    id: UUID
    matter_id: UUID
    agency_org_id: str
    organ_org_id: str
    reference: str
    person_key: str  # keyed token: the same person under the same reference
    content_digest: str
    ground_code: str
    stage: str
    cause_code: str
    has_counsel: bool
    state: NoticeState
    received_at: datetime
    filed_by: str
    return_reason_codes: tuple[str, ...] = ()
    organ_case_index: str | None = None  # blind index of the organ's own case number
    custody_index: str | None = None  # blind index of the custody number
    found_on: date | None = None  # when the organ found that it must notify (T03)
    version: int = 1

    def accept(self) -> "Notice":
        """Raises PersonHasCounsel: hired counsel bars the assignment, not the record."""
        state = NOTICE_TABLE.after(self.state, "accept")
        if self.has_counsel:
            raise PersonHasCounsel()
        return replace(self, state=state)

    def send_back(self, reason_codes: tuple[str, ...]) -> "Notice":
        state = NOTICE_TABLE.after(self.state, "return")
        return replace(self, state=state, return_reason_codes=reason_codes)

    def correct(self, by: "Notice", *, changed: frozenset[str]) -> "Notice":
        """The content of ``by`` in the place of this one's; a returned notice is open again.

        Raises CorrectionChangesTheCase, ActNotAllowedNow.
        """
        state = NOTICE_TABLE.after(self.state, "correct")
        fixed = sorted(changed & FIXED_ONCE_SETTLED)
        if fixed and (self.state is NoticeState.ACCEPTED or "agency_org_id" in fixed):
            raise CorrectionChangesTheCase(fields=fixed)
        kept = {
            name: getattr(self, name) for name in ("id", "matter_id", "received_at", "filed_by")
        }
        return replace(by, **kept, state=state, version=self.version)

    def withdraw(self) -> "Notice":
        return replace(self, state=NOTICE_TABLE.after(self.state, "withdraw"))

    def renew(self, *, now: datetime) -> "Notice":
        """Open again; the agency's three days run from the renewal (法律援助法 36)."""
        state = NOTICE_TABLE.after(self.state, "renew")
        return replace(self, state=state, received_at=now, return_reason_codes=())


def require_past(day: date | None, *, today: date, pointer: str) -> None:
    """Raises DayInTheFuture."""
    if day is not None and day > today:
        raise DayInTheFuture(pointer=pointer)


def require_fields(stage: str, present: frozenset[str]) -> None:
    """What the paper must carry: case, person, reason, officer; at trial the court's number.

    Hearing time and place only once fixed (最高法解释 49). Raises NoticeLacksFields.
    """
    wanted = {"cause_code", "person_name", "reason", "officer_name", "officer_phone"}
    if stage in TRIAL_STAGES:
        wanted.add("organ_case_no")
    missing = sorted(wanted - present)
    if missing:
        raise NoticeLacksFields(missing=missing, article="最高法解释 49")

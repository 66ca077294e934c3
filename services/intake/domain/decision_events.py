"""Domain: facts of deciding early, objecting and ending. Ids, codes and dates; never personal data."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.kernel.events import event


@event("intake.aid_first.granted.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class AidFirstGranted:
    """Help begins before the review has ended (法律援助法 44); papers are due by ``complete_by``."""

    matter_id: UUID
    group_id: UUID | None
    case_no: str
    agency_org_id: str
    kind: str
    service: str
    stage: str
    cause_code: str
    aid_first_id: UUID
    granted_at: datetime
    complete_by: date
    ground_codes: tuple[str, ...]
    recipient_tags: tuple[str, ...]
    party_tokens: tuple[str, ...]
    opponent_tokens: tuple[str, ...]
    language: str
    sign_language: bool
    gender_preference: str | None


@event("intake.aid_first.completed.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class AidFirstCompleted:
    """The grant has followed: the case that runs is confirmed."""

    matter_id: UUID
    agency_org_id: str
    aid_first_id: UUID
    completed_at: datetime


@event("intake.aid_first.lapsed.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class AidFirstLapsed:
    """``end_code``: not_completed, refused or withdrawn. What was filed for the person stays."""

    matter_id: UUID
    agency_org_id: str
    aid_first_id: UUID
    end_code: str
    lapsed_at: datetime


@dataclass(frozen=True, kw_only=True)
class _ObjectionFact:
    """``contested_kind``: refusal or termination; ``contested_id``: its decision."""

    matter_id: UUID
    objection_id: UUID
    objection_no: str
    contested_kind: str
    contested_id: UUID
    agency_org_id: str
    bureau_org_id: str


@event("intake.objection.filed.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class ObjectionFiled(_ObjectionFact):
    filed_at: datetime
    late: bool


@event("intake.objection.decided.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class ObjectionDecided(_ObjectionFact):
    """``ruling``: uphold or order_correction."""

    ruling: str
    decided_at: datetime


@event("intake.matter.terminated.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class MatterTerminated:
    """The aid has ended (法律援助法 48); ``organ_org_id``: whom the agency tells, in a notice case."""

    matter_id: UUID
    agency_org_id: str
    termination_id: UUID
    ground_code: str
    organ_org_id: str | None
    terminated_at: datetime
    objection_org_id: str
    objection_until_on: date


@event("intake.matter.reinstated.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class MatterReinstated:
    """The termination was revoked by order: the aid goes on."""

    matter_id: UUID
    agency_org_id: str
    termination_id: UUID
    reinstated_at: datetime

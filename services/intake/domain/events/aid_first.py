"""Domain: facts about aid that begins before the review has ended (法律援助法 44)."""

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

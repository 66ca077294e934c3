"""Domain: facts about organs' notices and what organs say after them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.kernel.events import event


@event("intake.notice.accepted.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class NoticeAccepted:
    matter_id: UUID
    case_no: str
    agency_org_id: str
    organ_org_id: str
    notice_id: UUID
    kind: str
    service: str
    stage: str
    ground_code: str
    cause_code: str
    received_at: datetime
    criminal_defense_years_min: int
    minor: bool
    co_accused_token: str | None
    party_tokens: tuple[str, ...]
    opponent_tokens: tuple[str, ...]
    language: str
    sign_language: bool


@event("intake.notice.returned.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class NoticeReturned:
    matter_id: UUID
    agency_org_id: str
    organ_org_id: str
    notice_id: UUID
    reason_codes: tuple[str, ...]
    returned_at: datetime


@event("intake.notice.corrected.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class NoticeCorrected:
    """``changed_fields`` are names; ``accepted``: the case was already on its way."""

    matter_id: UUID
    agency_org_id: str
    organ_org_id: str
    notice_id: UUID
    changed_fields: tuple[str, ...]
    accepted: bool
    party_tokens: tuple[str, ...]
    opponent_tokens: tuple[str, ...]
    corrected_at: datetime


@event("intake.notice.withdrawn.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class NoticeWithdrawn:
    matter_id: UUID
    agency_org_id: str
    organ_org_id: str
    notice_id: UUID
    stage: str
    reason_code: str
    withdrawn_at: datetime


@event("intake.notice.renewed.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class NoticeRenewed:
    matter_id: UUID
    agency_org_id: str
    organ_org_id: str
    notice_id: UUID
    stage: str
    renewed_at: datetime


@event("intake.defense.refused.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class DefenseRefused:
    """``required``: the organ must notify, so the court asks for another lawyer (最高法解释 50)."""

    matter_id: UUID
    agency_org_id: str
    organ_org_id: str
    notice_id: UUID
    required: bool
    accepted: bool | None
    refused_on: date
    told_at: datetime


@event("intake.organ_update.received.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class OrganUpdateReceived:
    matter_id: UUID
    agency_org_id: str
    organ_org_id: str
    notice_id: UUID
    organ_update_id: UUID
    update_kind: str
    occurred_on: date
    hearing_at: datetime | None
    measure_code: str | None
    custody_org_id: str | None
    paper_code: str | None
    received_at: datetime

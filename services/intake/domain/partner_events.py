"""Domain: the facts that intake publishes about what partners push and what is handed over.

Apart from ``events.py`` only for length: ids, codes and dates; never personal data.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.kernel.events import event


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


@event("intake.matter.parties_changed.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class MatterPartiesChanged:
    """The sides as they are now; ``reason_code`` says what happened."""

    matter_id: UUID
    agency_org_id: str
    reason_code: str
    party_tokens: tuple[str, ...]
    opponent_tokens: tuple[str, ...]
    changed_at: datetime


@event("intake.duty_request.corrected.v1", stream="duty_request")
@dataclass(frozen=True, kw_only=True)
class DutyRequestCorrected:
    """The request as it is now; ``changed_fields`` are names."""

    duty_request_id: UUID
    agency_org_id: str
    organ_org_id: str
    site_org_id: str
    stage: str
    purpose: str
    person_tokens: tuple[str, ...]
    person_count: int
    needed_on: date
    urgent: bool
    changed_fields: tuple[str, ...]
    corrected_at: datetime


@event("intake.duty_request.canceled.v1", stream="duty_request")
@dataclass(frozen=True, kw_only=True)
class DutyRequestCanceled:
    duty_request_id: UUID
    agency_org_id: str
    organ_org_id: str
    reason_code: str
    canceled_at: datetime

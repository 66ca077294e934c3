"""Domain: facts about an application, from its filing to its decision or transfer."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.kernel.events import event


@event("intake.application.filed.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class ApplicationFiled:
    matter_id: UUID
    group_id: UUID | None
    agency_org_id: str
    channel: str
    kind: str
    received_at: datetime


@event("intake.application.supplement_requested.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class SupplementRequested:
    matter_id: UUID
    agency_org_id: str
    item_codes: tuple[str, ...]
    due_on: date
    requested_at: datetime


@event("intake.application.supplemented.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class ApplicationSupplemented:
    matter_id: UUID
    agency_org_id: str
    supplemented_at: datetime


@event("intake.application.supplement_extended.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class SupplementExtended:
    matter_id: UUID
    agency_org_id: str
    due_on: date
    extended_at: datetime


@event("intake.application.attached.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class ApplicationAttached:
    """Another agency received the same matter first and goes on with it (P148 10(2))."""

    matter_id: UUID
    agency_org_id: str
    first_agency_org_id: str
    first_received_at: datetime
    attached_at: datetime


@event("intake.application.withdrawn.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class ApplicationWithdrawn:
    matter_id: UUID
    agency_org_id: str
    withdrawn_at: datetime
    deemed: bool


@event("intake.application.granted.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class ApplicationGranted:
    matter_id: UUID
    group_id: UUID | None
    case_no: str
    agency_org_id: str
    kind: str
    service: str
    stage: str
    cause_code: str
    decision_id: UUID
    decided_at: datetime
    ground_codes: tuple[str, ...]
    recipient_tags: tuple[str, ...]
    party_tokens: tuple[str, ...]
    opponent_tokens: tuple[str, ...]
    language: str
    sign_language: bool
    gender_preference: str | None


@event("intake.application.refused.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class ApplicationRefused:
    matter_id: UUID
    agency_org_id: str
    decision_id: UUID
    decided_at: datetime
    reason_codes: tuple[str, ...]
    objection_org_id: str
    objection_until_on: date


@event("intake.application.transferred.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class ApplicationTransferred:
    """``agency_org_id`` hands over; ``to_org_id`` is None for an agency outside this system."""

    matter_id: UUID
    agency_org_id: str
    transfer_id: UUID
    to_org_id: str | None
    reason_code: str
    first_received_at: datetime
    transferred_at: datetime

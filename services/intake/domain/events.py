"""Domain: every fact that intake publishes. Ids, codes and dates; never personal data."""

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


@event("intake.duty_request.received.v1", stream="duty_request")
@dataclass(frozen=True, kw_only=True)
class DutyRequestReceived:
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
    received_at: datetime
    asked_at: datetime | None = None  # when the person in custody asked (T09)
    outside_article_14: bool = False


@event("intake.document.issued.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class DocumentIssued:
    matter_id: UUID
    agency_org_id: str
    document_id: UUID
    kind: str
    number: str
    addressee_org_id: str | None
    issued_at: datetime


@event("intake.matter.erased.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class MatterErased:
    """The person's data is gone; whoever sealed anything under this matter destroys that key."""

    matter_id: UUID
    agency_org_id: str
    erased_at: datetime


@dataclass(frozen=True, kw_only=True)
class _PartnerMessageFact:
    partner_message_id: UUID
    agency_org_id: str
    partner_org_id: str
    message_kind: str


@event("intake.partner_message.delivered.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class PartnerMessageDelivered(_PartnerMessageFact):
    """The proof that the partner has it: what a clock that waits for the organ is stopped by."""

    matter_id: UUID
    stage_assignment_id: UUID | None
    proof_code: str
    delivered_at: datetime


@event("intake.partner_message.failed.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class PartnerMessageFailed(_PartnerMessageFact):
    """A person must see to it; the message itself stays and can still be fetched."""

    matter_id: UUID
    reason_code: str
    failed_at: datetime


@event("intake.duty_message.delivered.v1", stream="duty_request")
@dataclass(frozen=True, kw_only=True)
class DutyMessageDelivered(_PartnerMessageFact):
    """As for a matter; a duty request has none, and a stream of its own."""

    duty_request_id: UUID
    proof_code: str
    delivered_at: datetime


@event("intake.duty_message.failed.v1", stream="duty_request")
@dataclass(frozen=True, kw_only=True)
class DutyMessageFailed(_PartnerMessageFact):
    duty_request_id: UUID
    reason_code: str
    failed_at: datetime


@event("intake.document.served.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class DocumentServed:
    """``period_until_on``: the last day of the period that runs from this receipt, if one does."""

    matter_id: UUID
    agency_org_id: str
    document_id: UUID
    kind: str
    number: str
    way: str
    served_on: date
    period_code: str | None
    period_until_on: date | None


@event("intake.document.failed.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class DocumentFailed:
    matter_id: UUID
    agency_org_id: str
    document_id: UUID
    kind: str
    number: str
    way: str
    failure_code: str
    failed_at: datetime

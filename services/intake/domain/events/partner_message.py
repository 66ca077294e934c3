"""Domain: facts about messages to partners - proof that they have them, or failure."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.kernel.events import event


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

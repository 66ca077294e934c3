"""Domain: what is to reach a partner organization 办案机关, and what proves that it has.

A message that waits has told nobody: only the partner's own act or answer is a proof
(法律援助法 36).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.intake.domain.events import (
    DutyMessageDelivered,
    DutyMessageFailed,
    PartnerMessageDelivered,
    PartnerMessageFailed,
)
from shared.kernel.refusals import Forbidden, NotFound, NotUnderstood


class PartnerMessageNotFound(NotFound):
    """No such message, or not yours to see."""


class SamplesOnlyInSandbox(Forbidden):
    """A made-up message goes to a partner of the sandbox only."""


class ReplaySaysOneThing(NotUnderstood):
    """Either message ids, or a span with a begin before its end. Facts: ``pointer``."""


class ReplaySpanTooLong(NotUnderstood):
    """The span is too long, or holds too many messages. Facts: ``messages_max``."""


class MessageState(StrEnum):
    """``failed``: the attempts are used up; the partner may still fetch and acknowledge it."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


class DeliveryProof(StrEnum):
    """What shows that the partner has it."""

    ACKNOWLEDGED = "acknowledged"  # by its system or its officer, message by message
    ANSWERED = "answered"  # its webhook took the message
    RECEIPTED = "receipted"  # its signed receipt file names the message
    FETCHED = "fetched"  # it downloaded the document that the message announces


@dataclass(frozen=True, kw_only=True)
class MessageSubject:
    """What a message is about, in our ids, and the partner's own ``reference`` where it gave one."""

    matter_id: UUID | None = None
    duty_request_id: UUID | None = None
    stage_assignment_id: UUID | None = None
    reference: str | None = None

    def stream(self, channel_id: UUID) -> str:
        """Where acts on the message are recorded; a sample has only its channel."""
        if self.matter_id is not None:
            return f"matter/{self.matter_id}"
        if self.duty_request_id is not None:
            return f"duty_request/{self.duty_request_id}"
        return f"partner_channel/{channel_id}"


@dataclass(frozen=True, kw_only=True)
class PartnerMessage:
    """One fact for one partner. ``payload``: coded facts, never personal data of a recipient."""

    id: UUID
    agency_org_id: str
    channel_id: UUID
    partner_org_id: str
    kind: str
    subject: MessageSubject
    payload: Mapping[str, Any]
    created_at: datetime
    state: MessageState = MessageState.PENDING
    attempts: int = 0
    delivered_at: datetime | None = None
    proof: DeliveryProof | None = None

    def deliver(self, proof: DeliveryProof, *, now: datetime) -> "PartnerMessage":
        """The first proof stands, also for a message that was sent again."""
        if self.delivered_at is not None:
            return replace(self, state=MessageState.DELIVERED)
        return replace(self, state=MessageState.DELIVERED, proof=proof, delivered_at=now)

    def item(self) -> dict[str, Any]:
        """The message as every way of delivery shows it."""
        subject = self.subject
        return {
            "id": self.id,
            "type": self.kind,
            "timestamp": self.created_at,
            "agency_org_id": self.agency_org_id,
            "partner_org_id": self.partner_org_id,
            "reference": subject.reference,
            "matter_id": subject.matter_id,
            "duty_request_id": subject.duty_request_id,
            "data": dict(self.payload),
        }


def delivered_fact(
    message: PartnerMessage,
) -> PartnerMessageDelivered | DutyMessageDelivered | None:
    """What to announce, on the stream of the matter or the duty request; None for a sample."""
    assert message.delivered_at is not None
    assert message.proof is not None
    subject = message.subject
    common: dict[str, Any] = {
        "partner_message_id": message.id,
        "agency_org_id": message.agency_org_id,
        "partner_org_id": message.partner_org_id,
        "message_kind": message.kind,
        "proof_code": str(message.proof),
        "delivered_at": message.delivered_at,
    }
    if subject.matter_id is not None:
        return PartnerMessageDelivered(
            matter_id=subject.matter_id, stage_assignment_id=subject.stage_assignment_id, **common
        )
    if subject.duty_request_id is not None:
        return DutyMessageDelivered(duty_request_id=subject.duty_request_id, **common)
    return None


def failed_fact(
    message: PartnerMessage, *, reason_code: str, now: datetime
) -> PartnerMessageFailed | DutyMessageFailed | None:
    """The alert that a person must see to it; None for a sample."""
    subject = message.subject
    common: dict[str, Any] = {
        "partner_message_id": message.id,
        "agency_org_id": message.agency_org_id,
        "partner_org_id": message.partner_org_id,
        "message_kind": message.kind,
        "reason_code": reason_code,
        "failed_at": now,
    }
    if subject.matter_id is not None:
        return PartnerMessageFailed(matter_id=subject.matter_id, **common)
    if subject.duty_request_id is not None:
        return DutyMessageFailed(duty_request_id=subject.duty_request_id, **common)
    return None

"""API: bodies of messages to partners."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import Row

from services.intake.api.examples import shown
from services.intake.domain.partner_message import DeliveryProof, MessageState, PartnerMessage
from shared.http.bodies import Answer, Body
from shared.http.lists import PageQuery

ACKNOWLEDGMENTS_MAX = 100


class PartnerMessageOut(Answer):
    """One fact for a partner: ``type`` is a code of ``partner_message_kinds``, ``data`` its facts."""

    id: UUID
    type: str
    timestamp: datetime
    agency_org_id: str
    partner_org_id: str
    reference: str | None
    matter_id: UUID | None
    duty_request_id: UUID | None
    data: dict[str, Any]
    state: MessageState
    attempts: int
    delivered_at: datetime | None
    proof: DeliveryProof | None

    @classmethod
    def of(cls, message: PartnerMessage) -> "PartnerMessageOut":
        kept = ("state", "attempts", "delivered_at", "proof")
        return cls(**message.item(), **{name: getattr(message, name) for name in kept})


class AttemptOut(Answer):
    """One call of the partner's webhook. ``status``: its HTTP status, if it answered at all."""

    at: datetime
    outcome: str
    status: int | None
    duration_ms: int


class PartnerMessageFileOut(Answer):
    """A message with the log of its attempts."""

    message: PartnerMessageOut
    attempts: list[AttemptOut]

    @classmethod
    def of(cls, message: PartnerMessage, attempts: Sequence[Row[Any]]) -> "PartnerMessageFileOut":
        return cls(
            message=PartnerMessageOut.of(message),
            attempts=[AttemptOut.model_validate(row) for row in attempts],
        )


class PartnerMessageQuery(PageQuery):
    state: MessageState | None = None
    kind: str | None = Field(None, max_length=40)
    partner_org_id: str | None = Field(None, max_length=40)
    reference: str | None = Field(None, max_length=80)


class AcknowledgmentsIn(Body):
    """What has arrived, by message id."""

    model_config = shown({"message_ids": ["01990000-0000-7000-8000-000000000001"]})

    message_ids: Annotated[list[UUID], Field(min_length=1, max_length=ACKNOWLEDGMENTS_MAX)]


class SampleIn(Body):
    """Which kind of message to rehearse, under which reference of yours."""

    model_config = shown({"type": "lawyer.assigned", "reference": "SANDBOX-CT-001"})

    type: str = Field(min_length=1, max_length=40)
    reference: str = Field(min_length=1, max_length=80)


class AcknowledgmentsOut(Answer):
    items: list[PartnerMessageOut]

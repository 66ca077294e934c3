"""Domain: facts about calls for the duty lawyer."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.kernel.events import event


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

"""Domain: facts about consultations. Codes and dates; never the question."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.kernel.events import event


@event("intake.consultation.opened.v1", stream="consultation")
@dataclass(frozen=True, kw_only=True)
class ConsultationOpened:
    consultation_id: UUID
    agency_org_id: str
    held_at_org_id: str
    channel: str
    kind: str | None
    cause_code: str | None
    anonymous: bool
    opened_at: datetime


@event("intake.consultation.answered.v1", stream="consultation")
@dataclass(frozen=True, kw_only=True)
class ConsultationAnswered:
    """``state``: answered, or referred to another body."""

    consultation_id: UUID
    agency_org_id: str
    state: str
    told_of_aid: bool
    answered_at: datetime

"""Domain: facts about what one agency asks of another."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.kernel.events import event


@event("intake.cooperation.requested.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class CooperationRequested:
    matter_id: UUID
    agency_org_id: str
    cooperation_id: UUID
    cooperation_kind: str
    to_org_id: str | None
    due_on: date
    requested_at: datetime


@event("intake.cooperation.answered.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class CooperationAnswered:
    matter_id: UUID
    agency_org_id: str
    cooperation_id: UUID
    cooperation_kind: str
    outcome: str
    answered_at: datetime

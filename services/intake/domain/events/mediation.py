"""Domain: facts about matters referred to mediation."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared.kernel.events import event


@event("intake.mediation.referred.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class MediationReferred:
    matter_id: UUID
    agency_org_id: str
    mediation_id: UUID
    direction: str
    body_kind: str
    limitation_on: date | None
    referred_on: date


@event("intake.mediation.concluded.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class MediationConcluded:
    matter_id: UUID
    agency_org_id: str
    mediation_id: UUID
    outcome: str
    limitation_on: date | None
    concluded_on: date

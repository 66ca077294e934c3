"""Domain: the facts that intake publishes about hand-overs between agencies and to mediation.

Apart from ``events.py`` only for length: ids, codes and dates; never personal data.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.kernel.events import event


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


@event("intake.matter.jurisdiction_changed.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class MatterJurisdictionChanged:
    """``agency_org_id`` has the matter from now on."""

    matter_id: UUID
    from_org_id: str
    agency_org_id: str
    first_received_at: datetime
    changed_at: datetime


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

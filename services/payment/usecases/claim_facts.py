"""Use cases: what every published fact says about its claim."""

from typing import TypedDict
from uuid import UUID

from services.payment.domain.claims import Claim


class AboutClaim(TypedDict):
    claim_id: UUID
    matter_id: UUID | None
    stage_assignment_id: UUID | None
    attendance_id: UUID | None
    provider_id: UUID
    agency_org_id: str


def about(claim: Claim) -> AboutClaim:
    """The fields that all facts of a claim share."""
    unit = claim.unit
    return AboutClaim(
        claim_id=claim.id,
        matter_id=unit.matter_id,
        stage_assignment_id=unit.stage_assignment_id,
        attendance_id=unit.attendance_id,
        provider_id=unit.provider_id,
        agency_org_id=unit.org_id,
    )

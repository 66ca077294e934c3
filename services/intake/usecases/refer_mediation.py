"""Use case: hand a matter to a mediation body or take one from it, and bring the outcome back."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.intake.domain.events import MediationConcluded, MediationReferred
from services.intake.domain.mediation import (
    Mediation,
    MediationBody,
    MediationDirection,
    MediationNeedsConsent,
    MediationOutcome,
)
from services.intake.store.matters import Matters
from services.intake.store.mediations import Mediations
from shared.db.transaction import Transaction


@dataclass(frozen=True, kw_only=True)
class Referral:
    """``consented``: the recipient agreed to be sent there."""

    direction: MediationDirection
    body_kind: MediationBody
    body_name: str
    limitation_on: date | None
    referred_on: date
    consented: bool


async def refer_mediation(tx: Transaction, *, matter_id: UUID, referral: Referral) -> Mediation:
    """Raises MatterNotFound, MediationNeedsConsent."""
    matter = await Matters(tx).get(matter_id)
    if referral.direction is MediationDirection.TO and not referral.consented:
        raise MediationNeedsConsent()
    referred = Mediation(
        id=tx.new_id(),
        matter_id=matter_id,
        agency_org_id=matter.agency_org_id,
        direction=referral.direction,
        body_kind=referral.body_kind,
        body_name=referral.body_name,
        limitation_on=referral.limitation_on,
        referred_on=referral.referred_on,
        referred_by=tx.actor.person_id,
        recorded_at=tx.now,
    )
    await Mediations(tx).add(referred)
    tx.record(f"matter/{matter_id}", "mediation.refer", mediation_id=referred.id)
    tx.publish(
        MediationReferred(
            matter_id=matter_id,
            agency_org_id=matter.agency_org_id,
            mediation_id=referred.id,
            direction=str(referred.direction),
            body_kind=str(referred.body_kind),
            limitation_on=referred.limitation_on,
            referred_on=referred.referred_on,
        ),
        tenant=matter.agency_org_id,
    )
    return referred


async def conclude_mediation(
    tx: Transaction,
    *,
    mediation_id: UUID,
    outcome: MediationOutcome,
    on: date,
    agreement_no: str | None,
) -> Mediation:
    """Raises MediationNotFound, MediationAlreadyConcluded."""
    mediations = Mediations(tx)
    referred = await mediations.get(mediation_id)
    tx.expect_version(referred.version)
    saved = await mediations.save(referred.conclude(outcome, on=on, agreement_no=agreement_no))
    tx.record(f"matter/{saved.matter_id}", "mediation.conclude", outcome=str(outcome))
    tx.publish(
        MediationConcluded(
            matter_id=saved.matter_id,
            agency_org_id=saved.agency_org_id,
            mediation_id=saved.id,
            outcome=str(outcome),
            limitation_on=saved.limitation_on,
            concluded_on=on,
        ),
        tenant=saved.agency_org_id,
    )
    return saved

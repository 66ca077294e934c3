"""Use case: record the proof that the organ knows the lawyer's name (法律援助法 36)."""

from datetime import datetime
from uuid import UUID

from services.assignment.domain.stage_assignment import (
    OnlyTheOrganAcknowledges,
    StageAssignment,
)
from services.assignment.policy import CODE_LISTS
from services.assignment.store.clocks import StageClocks
from services.assignment.store.stage_assignments import StageAssignments
from shared.db.transaction import Transaction

ACKNOWLEDGMENT = "partner_acknowledgment"


async def tell_organ(
    tx: Transaction, *, stage_assignment_id: UUID, proof_code: str, told_at: datetime | None
) -> StageAssignment:
    """Paper or phone proof from the agency, or the organ's own acknowledgment; stops T04."""
    CODE_LISTS["proof_codes"].require(proof_code, pointer="/proof_code")
    held = await StageAssignments(tx).get(stage_assignment_id)
    if (proof_code == ACKNOWLEDGMENT) != tx.actor.has("partner"):
        raise OnlyTheOrganAcknowledges()
    moment = told_at or tx.now
    told, fact = held.tell_organ(proof_code=proof_code, told_at=moment, now=tx.now)
    org_id = held.facts.agency_org_id
    await tx.write_into(org_id)
    saved = await StageAssignments(tx).save(told)
    await StageClocks(tx, held).meet("T04", moment)
    tx.record(held.clock_subject, "organ.tell", proof_code=proof_code)
    tx.publish(fact, tenant=org_id)
    return saved

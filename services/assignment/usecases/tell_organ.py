"""Use case: record the proof that the organ knows the lawyer's name (法律援助法 36)."""

from datetime import datetime
from uuid import UUID

from services.assignment.domain.stage_assignment import (
    TRANSITIONS,
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
    return await _tell(tx, held, proof_code=proof_code, told_at=told_at or tx.now)


async def hear_organ_told(
    tx: Transaction, *, stage_assignment_id: UUID, partner_org_id: str, told_at: datetime
) -> None:
    """The message that names the lawyer has reached the organ, as intake proves; stops T04.

    An earlier proof stands. What reaches anybody else, or named a lawyer before this one, tells nothing.
    """
    held = await StageAssignments(tx).find(stage_assignment_id)
    if held is None or held.facts.organ_org_id != partner_org_id or not _awaits(held, told_at):
        return
    await _tell(tx, held, proof_code=ACKNOWLEDGMENT, told_at=told_at)


def _awaits(held: StageAssignment, told_at: datetime) -> bool:
    """Whether a delivery at this moment tells the organ who the present handler is."""
    if held.told_at is not None or "tell_organ" not in TRANSITIONS.acts_in(held.state):
        return False
    return held.named.assigned_at <= told_at


async def _tell(
    tx: Transaction, held: StageAssignment, *, proof_code: str, told_at: datetime
) -> StageAssignment:
    told, fact = held.tell_organ(proof_code=proof_code, told_at=told_at, now=tx.now)
    org_id = held.facts.agency_org_id
    await tx.write_into(org_id)
    saved = await StageAssignments(tx).save(told)
    await StageClocks(tx, held).meet("T04", told_at)
    tx.record(held.clock_subject, "organ.tell", proof_code=proof_code)
    tx.publish(fact, tenant=org_id)
    return saved

"""Use case: record the signed engagement agreement, or why it could not be signed (P148 27)."""

from datetime import date
from uuid import UUID

from services.assignment.domain.stage_assignment import StageAssignment
from services.assignment.policy import CODE_LISTS
from services.assignment.store.clocks import StageClocks
from services.assignment.store.stage_assignments import StageAssignments
from shared.db.transaction import Transaction


async def sign_engagement(
    tx: Transaction, *, stage_assignment_id: UUID, signed_on: date | None, excuse_code: str | None
) -> StageAssignment:
    """By the holder or the unit's manager; either way T14 is met."""
    held = await StageAssignments(tx).get(stage_assignment_id)
    tx.expect_version(held.version)
    if not tx.actor.has("firm_manager"):
        held.require_holder(tx.actor.subject)
    if excuse_code is not None:
        CODE_LISTS["engagement_excuses"].require(excuse_code, pointer="/excuse_code")
    begun, fact = held.sign_engagement(signed_on=signed_on, excuse_code=excuse_code, now=tx.now)
    org_id = held.facts.agency_org_id
    await tx.write_into(org_id)
    saved = await StageAssignments(tx).save(begun)
    await StageClocks(tx, held).meet("T14", tx.now)
    tx.record(held.clock_subject, "engagement.sign", excuse_code=excuse_code)
    tx.publish(fact, tenant=org_id)
    return saved

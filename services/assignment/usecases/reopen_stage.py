"""Use case: ask for a lawyer anew - a renewed notice, a later grant, a matter reinstated."""

from services.assignment.domain.case_facts import CaseFacts
from services.assignment.domain.stage_assignment import TRANSITIONS, StageAssignment
from services.assignment.store.clocks import StageClocks
from services.assignment.store.stage_assignments import StageAssignments
from shared.db.transaction import Transaction


async def reopen_stage(tx: Transaction, held: StageAssignment, facts: CaseFacts) -> StageAssignment:
    """Whoever was named before is free; T02 or T04 runs from ``facts.started_at``."""
    fresh = StageAssignment(
        id=held.id,
        facts=facts,
        opened_at=tx.now,
        state=TRANSITIONS.after(held.state, "reopen"),
        version=held.version,
    )
    saved = await StageAssignments(tx).save(fresh)
    await StageClocks(tx, saved).start("T04" if facts.by_notice else "T02", facts.started_at)
    tx.record(saved.clock_subject, "stage_assignment.reopen", stage=facts.stage)
    tx.publish(saved.opened(), tenant=facts.agency_org_id)
    return saved

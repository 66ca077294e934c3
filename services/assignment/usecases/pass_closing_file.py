"""Use case: the agency passes a complete closing file, which makes the case payable (P148 41)."""

from uuid import UUID

from services.assignment.domain.closing import checklist_for, missing_items, pass_file
from services.assignment.domain.stage_assignment import StageAssignment
from services.assignment.policy import CHECKLIST
from services.assignment.store.case_work import CaseWork
from services.assignment.store.clocks import StageClocks
from services.assignment.store.stage_assignments import StageAssignments
from shared.db.transaction import Transaction


async def pass_closing_file(tx: Transaction, *, stage_assignment_id: UUID) -> StageAssignment:
    """Raises ClosingFileIncomplete, naming what is missing."""
    held = await StageAssignments(tx).get(stage_assignment_id)
    tx.expect_version(held.version)
    missing = missing_items(checklist_for(CHECKLIST, held), await CaseWork(tx, held).filed())
    passed, fact = pass_file(held, missing=missing, by=tx.actor.person_id, now=tx.now)
    saved = await StageAssignments(tx).save(passed)
    await StageClocks(tx, held).meet("T22", tx.now)
    tx.record(held.clock_subject, "closing_file.pass")
    tx.publish(fact, tenant=held.facts.agency_org_id)
    return saved

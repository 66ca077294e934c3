"""Use case: the holder hands in the closing file (P148 40), or hands it in again after a return."""

from uuid import UUID

from services.assignment.domain.closing import FiledItem, submit_file
from services.assignment.domain.stage_assignment import StageAssignment
from services.assignment.policy import CODE_LISTS
from services.assignment.store.case_work import CaseWork
from services.assignment.store.clocks import StageClocks
from services.assignment.store.stage_assignments import StageAssignments
from shared.db.transaction import Transaction


async def submit_closing_file(
    tx: Transaction, *, stage_assignment_id: UUID, items: list[FiledItem]
) -> StageAssignment:
    """T21 is met at the first hand-in; T22 starts then and goes on after a return (law.md A16)."""
    for index, item in enumerate(items):
        pointer = f"/items/{index}/item_code"
        CODE_LISTS["closing_file_items"].require(item.item_code, pointer=pointer)
    held = await StageAssignments(tx).get(stage_assignment_id)
    held.require_holder(tx.actor.subject)
    submitted, fact = submit_file(held, now=tx.now)
    org_id = held.facts.agency_org_id
    await tx.write_into(org_id)
    await CaseWork(tx, held).file(items)
    saved = await StageAssignments(tx).save(submitted)
    if held.submitted_at is None:
        await StageClocks(tx, held).meet("T21", tx.now)
        await StageClocks(tx, held).start("T22", tx.now)
    else:
        await StageClocks(tx, held).resume("T22", tx.now)
    tx.record(held.clock_subject, "closing_file.submit", item_count=len(items))
    tx.publish(fact, tenant=org_id)
    return saved

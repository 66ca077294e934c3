"""Use case: the agency gives the closing file back, saying what it lacks (P148 41)."""

from uuid import UUID

from services.assignment.domain.closing import return_file
from services.assignment.domain.stage_assignment import StageAssignment
from services.assignment.policy import CODE_LISTS
from services.assignment.store.case_work import CaseWork
from services.assignment.store.clocks import StageClocks
from services.assignment.store.stage_assignments import StageAssignments
from shared.db.transaction import Transaction


async def return_closing_file(
    tx: Transaction, *, stage_assignment_id: UUID, reason_code: str, item_codes: list[str]
) -> StageAssignment:
    CODE_LISTS["return_reasons"].require(reason_code, pointer="/reason_code")
    for index, code in enumerate(item_codes):
        CODE_LISTS["closing_file_items"].require(code, pointer=f"/item_codes/{index}")
    held = await StageAssignments(tx).get(stage_assignment_id)
    tx.expect_version(held.version)
    returned, fact = return_file(held, now=tx.now)
    await CaseWork(tx, held).add_return(reason_code=reason_code, item_codes=item_codes)
    saved = await StageAssignments(tx).save(returned)
    await StageClocks(tx, held).pause("T22", tx.now)
    tx.record(held.clock_subject, "closing_file.return", reason_code=reason_code)
    tx.publish(fact, tenant=held.facts.agency_org_id)
    return saved

"""Use case: the holder records a step of the work (法律援助法 46(2); P148 35)."""

from datetime import date
from uuid import UUID

from services.assignment.domain.stage_assignment import (
    InstantOutOfOrder,
    StageAssignment,
)
from services.assignment.policy import CODE_LISTS
from services.assignment.store.case_work import CaseWork
from services.assignment.store.clocks import StageClocks
from services.assignment.store.stage_assignments import StageAssignments
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date

PAPERS_TO_COURT = "papers_handed_to_court"  # stops T13 (刑诉法解释 52)


async def record_progress(
    tx: Transaction, *, stage_assignment_id: UUID, code: str, happened_on: date, note: str | None
) -> StageAssignment:
    CODE_LISTS["progress_codes"].require(code, pointer="/progress_code")
    held = await StageAssignments(tx).get(stage_assignment_id)
    held.require_holder(tx.actor.subject)
    fact = held.record_progress(code, now=tx.now)
    if not held.assigned_on <= happened_on <= law_date(tx.now):
        raise InstantOutOfOrder(pointer="/happened_on")
    org_id = held.facts.agency_org_id
    await tx.write_into(org_id)
    await CaseWork(tx, held).add_progress(code, happened_on=happened_on, note=note)
    if code == PAPERS_TO_COURT:
        await StageClocks(tx, held).meet("T13", tx.now)
    tx.record(held.clock_subject, "progress.record", progress_code=code)
    tx.publish(fact, tenant=org_id)
    return held

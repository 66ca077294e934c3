"""Use case: close a stage on the date that its kind gives, and start the hand-in of the file."""

from datetime import date, datetime, time
from uuid import UUID

from services.assignment.domain.closing import require_closing_code
from services.assignment.domain.stage_assignment import StageAssignment
from services.assignment.policy import CLOSING_EVENTS, CODE_LISTS
from services.assignment.store.clocks import StageClocks
from services.assignment.store.holdings import Holdings
from services.assignment.store.stage_assignments import StageAssignments
from shared.db.transaction import Transaction
from shared.kernel.clock import LAW_ZONE


async def close_stage(
    tx: Transaction, *, stage_assignment_id: UUID, closing_code: str, closed_on: date
) -> StageAssignment:
    """P148 40: T21 runs from the closing date, not from the day of recording it."""
    CODE_LISTS["closing_codes"].require(closing_code, pointer="/closing_code")
    held = await StageAssignments(tx).get(stage_assignment_id)
    tx.expect_version(held.version)
    held.require_holder(tx.actor.subject)
    closed, fact = held.close(closing_code=closing_code, closed_on=closed_on, now=tx.now)
    require_closing_code(
        CLOSING_EVENTS, closing_code, service=held.facts.service, stage=held.facts.stage
    )
    org_id = held.facts.agency_org_id
    await tx.write_into(org_id)
    saved = await StageAssignments(tx).save(closed)
    await Holdings(tx).end(held.id, closed_on)
    await StageClocks(tx, held).start("T21", datetime.combine(closed_on, time.min, LAW_ZONE))
    tx.record(held.clock_subject, "stage.close", closing_code=closing_code)
    tx.publish(fact, tenant=org_id)
    return saved

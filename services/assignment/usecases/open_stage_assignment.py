"""Use case: open a stage assignment when intake has granted aid or accepted an organ's notice."""

from collections.abc import Mapping

from services.assignment.domain.case_facts import CaseFacts
from services.assignment.domain.conflicts import CaseTokens
from services.assignment.domain.stage_assignment import StageAssignment
from services.assignment.store.clocks import StageClocks
from services.assignment.store.holdings import Holdings
from services.assignment.store.stage_assignments import StageAssignments
from shared.db.grants import open_grant
from shared.db.transaction import Transaction


async def open_stage_assignment(
    tx: Transaction, *, facts: CaseFacts, people: Mapping[str, frozenset[str]]
) -> StageAssignment | None:
    """Open it, start T02 or T04, let the organ see it; None where it is open already.

    ``people`` are the keyed tokens by side: party, opponent, co_accused. A grant and a notice of
    the same stage commute: whichever comes first opens it, the other changes nothing.
    """
    held = StageAssignment(id=tx.new_id(), facts=facts, opened_at=tx.now)
    if not await StageAssignments(tx).add(held):
        return None
    tokens = CaseTokens(stage_assignment_id=held.id, matter_id=facts.matter_id, **people)
    await Holdings(tx).keep_tokens(tokens)
    await StageClocks(tx, held).start("T04" if facts.by_notice else "T02", facts.started_at)
    if facts.organ_org_id is not None:
        await open_grant(
            tx,
            subject=f"org/{facts.organ_org_id}",
            object_id=facts.matter_id,
            org_id=facts.agency_org_id,
            purpose="organ",
        )
    tx.record(held.clock_subject, "stage_assignment.open", stage=facts.stage)
    tx.publish(held.opened(), tenant=facts.agency_org_id)
    return held

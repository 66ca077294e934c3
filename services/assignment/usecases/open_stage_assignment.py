"""Use case: open a stage assignment when intake has granted aid or accepted an organ's notice."""

from collections.abc import Mapping

from services.assignment.domain.case_facts import CaseFacts
from services.assignment.domain.conflicts import CaseTokens
from services.assignment.domain.stage_assignment import TRANSITIONS, StageAssignment, State
from services.assignment.store.clocks import StageClocks
from services.assignment.store.holdings import Holdings
from services.assignment.store.stage_assignments import StageAssignments
from shared.db.grants import open_grant
from shared.db.transaction import Transaction


async def open_stage_assignment(
    tx: Transaction, *, facts: CaseFacts, people: Mapping[str, frozenset[str]]
) -> StageAssignment | None:
    """Open it, or open it again after a withdrawn notice; None where it is open already.

    Starts T02 or T04 and lets the organ see it. ``people`` are the keyed tokens by side: party, opponent, co_accused. A grant and a notice of
    the same stage commute: whichever comes first opens it, the other changes nothing.
    """
    held = StageAssignment(id=tx.new_id(), facts=facts, opened_at=tx.now)
    if not await StageAssignments(tx).add(held):
        return await _reopen(tx, facts)
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


async def _reopen(tx: Transaction, facts: CaseFacts) -> StageAssignment | None:
    """A renewed notice asks for a lawyer anew; whoever was named before is free (最高法解释 50)."""
    for held in await StageAssignments(tx).of_stage(facts.matter_id, facts.stage):
        if held.state is not State.WITHDRAWN or not facts.by_notice:
            continue
        fresh = StageAssignment(
            id=held.id,
            facts=facts,
            opened_at=tx.now,
            state=TRANSITIONS.after(held.state, "reopen"),
            version=held.version,
        )
        saved = await StageAssignments(tx).save(fresh)
        await StageClocks(tx, saved).start("T04", facts.started_at)
        tx.record(saved.clock_subject, "stage_assignment.reopen", stage=facts.stage)
        tx.publish(saved.opened(), tenant=facts.agency_org_id)
        return saved
    return None

"""Use case: open a stage assignment when intake has granted aid or accepted an organ's notice."""

from collections.abc import Mapping

from services.assignment.domain.case_facts import CaseFacts
from services.assignment.domain.conflicts import CaseTokens
from services.assignment.domain.stage_assignment import StageAssignment, State
from services.assignment.store.clocks import StageClocks
from services.assignment.store.holdings import Holdings
from services.assignment.store.stage_assignments import StageAssignments
from services.assignment.usecases.reopen_stage import reopen_stage
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
        return await _known(tx, facts)
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


async def _known(tx: Transaction, facts: CaseFacts) -> StageAssignment | None:
    """Opened before: by early aid, which this grant confirms, or set free since, and now reopened.

    A renewed notice asks for a lawyer anew (最高法解释 50), and so does a grant after aid had ended.
    """
    for held in await StageAssignments(tx).of_stage(facts.matter_id, facts.stage):
        if held.state is not State.WITHDRAWN:
            tx.record(held.clock_subject, "stage_assignment.confirm", stage=facts.stage)
        elif facts.by_notice or not held.facts.by_notice:
            return await reopen_stage(tx, held, facts)
    return None

"""Use case: an organ has withdrawn its notice - nobody is assigned, or nobody any more."""

from uuid import UUID

from services.assignment.domain.stage_assignment import NOT_BEGUN
from services.assignment.store.stage_assignments import StageAssignments
from services.assignment.usecases.set_free import set_free
from shared.db.transaction import Transaction


async def withdraw_notice(tx: Transaction, *, matter_id: UUID, stage: str) -> None:
    """Work that has begun is closed by its handler with the paper that ended it, and paid."""
    for held in await StageAssignments(tx).of_stage(matter_id, stage):
        begun = held.state not in NOT_BEGUN
        tx.record(held.clock_subject, "notice.withdraw", begun=begun)
        if begun or not held.facts.by_notice:
            continue
        await set_free(tx, held, act="withdraw_notice")

"""Use case: the aid has ended - terminated, or early aid that lapsed; and it may come back."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.assignment.domain.stage_assignment import NOT_BEGUN, State
from services.assignment.store.stage_assignments import StageAssignments
from services.assignment.usecases.reopen_stage import reopen_stage
from services.assignment.usecases.set_free import set_free
from shared.db.transaction import Transaction


async def end_aid(tx: Transaction, *, matter_id: UUID, reason: str) -> None:
    """Nobody is assigned any more. A matter that is not known here has nothing to end.

    Work that has begun is closed by its handler with the termination received (P148 40), and
    what was filed for the person stays (law.md A9).
    """
    for held in await StageAssignments(tx).of_matter(matter_id):
        begun = held.state not in NOT_BEGUN
        tx.record(held.clock_subject, "aid.end", reason=reason, begun=begun)
        if not begun:
            await set_free(tx, held, act="end_aid")


async def resume_aid(tx: Transaction, *, matter_id: UUID, at: datetime) -> None:
    """Reinstated after an objection: what was set free is assigned anew, T02 or T04 from ``at``."""
    for held in await StageAssignments(tx).of_matter(matter_id):
        if held.state is State.WITHDRAWN:
            await reopen_stage(tx, held, replace(held.facts, started_at=at))

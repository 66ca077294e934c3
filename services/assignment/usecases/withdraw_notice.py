"""Use case: an organ has withdrawn its notice - nobody is assigned, or nobody any more."""

from dataclasses import replace
from uuid import UUID

from services.assignment.domain.stage_assignment import NOT_BEGUN, TRANSITIONS
from services.assignment.store.clocks import StageClocks
from services.assignment.store.holdings import Holdings
from services.assignment.store.stage_assignments import StageAssignments
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date

_CLOCKS = ("T02", "T04", "T14")


async def withdraw_notice(tx: Transaction, *, matter_id: UUID, stage: str) -> None:
    """Work that has begun is closed by its handler with the paper that ended it, and paid."""
    for held in await StageAssignments(tx).of_stage(matter_id, stage):
        begun = held.state not in NOT_BEGUN
        tx.record(held.clock_subject, "notice.withdraw", begun=begun)
        if begun or not held.facts.by_notice:
            continue
        withdrawn = replace(held, state=TRANSITIONS.after(held.state, "withdraw_notice"))
        await StageAssignments(tx).save(withdrawn)
        await Holdings(tx).end(held.id, law_date(tx.now))
        for code in _CLOCKS:
            await StageClocks(tx, held).cancel(code, tx.now)

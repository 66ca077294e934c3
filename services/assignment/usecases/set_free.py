"""Use case: a stage whose work has not begun is nobody's any more - by a notice or with the aid."""

from dataclasses import replace

from services.assignment.domain.stage_assignment import TRANSITIONS, StageAssignment
from services.assignment.store.clocks import StageClocks
from services.assignment.store.holdings import Holdings
from services.assignment.store.stage_assignments import StageAssignments
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date

_CLOCKS = ("T02", "T04", "T13", "T14")


async def set_free(tx: Transaction, held: StageAssignment, *, act: str) -> None:
    """Ends the holding and the clocks. Raises ActNotAllowedNow where work has begun."""
    await StageAssignments(tx).save(replace(held, state=TRANSITIONS.after(held.state, act)))
    await Holdings(tx).end(held.id, law_date(tx.now))
    for code in _CLOCKS:
        await StageClocks(tx, held).cancel(code, tx.now)

"""Use case: an organ corrects or cancels its request before the lawyer has accepted it."""

from typing import Any
from uuid import UUID

from services.assignment.domain.duty import DutyRequest
from services.assignment.store.duty import DutyRequests
from shared.db.grants import close_grants
from shared.db.obligations import cancel_obligation
from shared.db.transaction import Transaction

_CLOCKS = ("T09", "T25")


async def correct_duty_request(
    tx: Transaction, *, duty_request_id: UUID, told: dict[str, Any]
) -> None:
    """The lawyer on the way sees what is asked now; another place or day needs a new dispatch."""
    request = await DutyRequests(tx).get(duty_request_id)
    tx.record(request.clock_subject, "duty_request.correct", heeded=request.waits_for_lawyer)
    if not request.waits_for_lawyer:
        return
    corrected = await DutyRequests(tx).save(request.correct(**told))
    if corrected.provider_id is None:
        await _let_lawyer_go(tx, request)


async def cancel_duty_request(tx: Transaction, *, duty_request_id: UUID) -> None:
    """Where the lawyer was quicker, the help goes on and counts."""
    request = await DutyRequests(tx).get(duty_request_id)
    tx.record(request.clock_subject, "duty_request.cancel", heeded=request.waits_for_lawyer)
    if not request.waits_for_lawyer:
        return
    await DutyRequests(tx).save(request.cancel())
    await _let_lawyer_go(tx, request)
    for code in _CLOCKS:
        await cancel_obligation(tx, request.clock_subject, code, tx.now)


async def _let_lawyer_go(tx: Transaction, request: DutyRequest) -> None:
    if request.provider_subject is not None:
        await close_grants(
            tx, object_id=request.id, purpose="duty", subject=request.provider_subject
        )

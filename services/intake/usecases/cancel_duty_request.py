"""Use case: cancel a pushed duty-lawyer request while no lawyer has accepted it."""

from uuid import UUID

from services.intake.domain.duty_request import DutyRequest, DutyRequestState
from services.intake.domain.events import DutyRequestCanceled
from services.intake.store.duty_requests import DutyRequests
from shared.db.transaction import Transaction


async def cancel_duty_request(
    tx: Transaction, *, duty_request_id: UUID, reason_code: str
) -> DutyRequest:
    """Canceling again changes nothing. Raises DutyRequestNotFound, DutyRequestUnderWay."""
    requests = DutyRequests(tx)
    request = await requests.get(duty_request_id)
    if request.state is DutyRequestState.CANCELED:
        return request
    request.require_changeable()
    await tx.write_into(request.agency_org_id)
    await requests.advance(
        request.id, DutyRequestState.CANCELED, org_id=request.agency_org_id, at=tx.now
    )
    tx.record(f"duty_request/{request.id}", "duty_request.cancel", reason_code=reason_code)
    tx.publish(
        DutyRequestCanceled(
            duty_request_id=request.id,
            agency_org_id=request.agency_org_id,
            organ_org_id=request.organ_org_id,
            reason_code=reason_code,
            canceled_at=tx.now,
        ),
        tenant=request.agency_org_id,
    )
    return await requests.get(duty_request_id)

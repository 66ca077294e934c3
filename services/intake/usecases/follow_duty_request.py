"""Use case: follow a pushed request as assignment works on it, so that its sender can ask."""

from datetime import datetime
from uuid import UUID

from services.intake.domain.duty_request import DutyRequestState
from services.intake.store.duty_requests import DutyRequests
from shared.db.transaction import Transaction


async def follow_duty_request(
    tx: Transaction,
    *,
    duty_request_id: UUID,
    agency_org_id: str,
    state: DutyRequestState,
    at: datetime,
) -> None:
    """The furthest state stays, whatever the order of the facts."""
    await DutyRequests(tx).advance(duty_request_id, state, org_id=agency_org_id, at=at)
    tx.record(f"duty_request/{duty_request_id}", "duty_request.follow", state=str(state))

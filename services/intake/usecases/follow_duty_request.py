"""Use case: follow a pushed request as assignment works on it, and tell its sender each step."""

from datetime import datetime
from uuid import UUID

from services.intake.domain.duty_request import DutyRequestState
from services.intake.domain.partner_message import MessageSubject
from services.intake.store.duty_requests import DutyRequests
from services.intake.usecases.send_to_partner import send_to_partner
from shared.db.transaction import Transaction


async def follow_duty_request(
    tx: Transaction,
    *,
    duty_request_id: UUID,
    agency_org_id: str,
    organ_org_id: str,
    state: DutyRequestState,
    at: datetime,
) -> None:
    """The furthest state stays, whatever the order of the facts; the partner hears every one."""
    requests = DutyRequests(tx)
    await requests.advance(duty_request_id, state, org_id=agency_org_id, at=at)
    await send_to_partner(
        tx,
        agency_org_id=agency_org_id,
        partner_org_id=organ_org_id,
        kind=f"duty_request.{state}",
        subject=MessageSubject(
            duty_request_id=duty_request_id, reference=await requests.reference(duty_request_id)
        ),
        facts={"state": str(state), "at": at},
    )
    tx.record(f"duty_request/{duty_request_id}", "duty_request.follow", state=str(state))

"""API: duty-lawyer requests pushed by detention centers, courts and procuratorates."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.intake.api.duty_requests_bodies import (
    CancellationIn,
    DutyRequestIn,
    DutyRequestOut,
    DutyRequestQuery,
)
from services.intake.api.notices_bodies import HistoryOut
from services.intake.domain.duty_request import (
    DutyCorrectionMovesAgency,
    DutyRequestNotFound,
    DutyRequestUnderWay,
)
from services.intake.domain.identity import IdentityNumberInvalid
from services.intake.domain.notice import OrganNotYours
from services.intake.domain.organization import OrganizationUnknown, OrganizationWrongKind
from services.intake.domain.push import PushKind
from services.intake.queries.matters import DUTY_ORDER, duty_requests_list
from services.intake.store.duty_requests import DutyRequests
from services.intake.store.versions import Attachments, Versions
from services.intake.usecases.cancel_duty_request import cancel_duty_request
from services.intake.usecases.receive_duty_request import receive_duty_request
from shared.http.lists import Page, page
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.clock import law_date

READERS = {"partner", "intake_clerk", "reviewer", "agency_head", "duty_coordinator"}

router = ServiceRouter(prefix="/intake/v1", tags=["duty requests"])


@router.post("/duty-requests", status_code=202)
@gate(
    roles={"partner", "intake_clerk", "duty_coordinator"},
    appends=True,
    refuses=(
        OrganizationUnknown,
        OrganizationWrongKind,
        OrganNotYours,
        DutyRequestUnderWay,
        DutyCorrectionMovesAgency,
        IdentityNumberInvalid,
    ),
)
async def push_duty_request(body: DutyRequestIn, tx: Tx) -> DutyRequestOut:
    """Ask for a duty lawyer for one or more persons (法律援助法 14, 37).

    The answer is the receipt. The same reference with the same content is the same request; with
    other content it is a correction, until the lawyer has accepted.
    """
    (push,) = body.papers(today=law_date(tx.now))
    return DutyRequestOut.of(await receive_duty_request(tx, push=push))


@router.get("/duty-requests")
@gate(roles=READERS, reads=True)
async def list_duty_requests(
    query: Annotated[DutyRequestQuery, Query()], tx: Tx
) -> Page[DutyRequestOut]:
    """List requests: an organ sees its own, an agency those sent to it."""
    statement = duty_requests_list(
        tx, **query.model_dump(include={"organ_org_id", "site_org_id", "reference"})
    )
    requests = DutyRequests(tx)

    async def out(row: object) -> DutyRequestOut:
        return DutyRequestOut.of(await requests.of_row(row))

    return await page(tx, statement, query, order=DUTY_ORDER, item=out)


@router.get("/duty-requests/{duty_request_id}")
@gate(roles=READERS, reads=True, refuses=(DutyRequestNotFound,))
async def read_duty_request(duty_request_id: UUID, tx: Tx) -> DutyRequestOut:
    """Read where a request stands: received, dispatched, accepted, finished."""
    return DutyRequestOut.of(await DutyRequests(tx).get(duty_request_id))


@router.get("/duty-requests/{duty_request_id}/versions")
@gate(roles=READERS, reads=True, refuses=(DutyRequestNotFound,))
async def read_duty_request_versions(duty_request_id: UUID, tx: Tx) -> HistoryOut:
    """Read what was sent when under this receipt, and which fields each correction changed."""
    request = await DutyRequests(tx).get(duty_request_id)
    versions = await Versions(tx, PushKind.DUTY_REQUEST).of(request.id)
    return HistoryOut.of(versions, await Attachments(tx).of(request.id))


@router.post("/duty-requests/{duty_request_id}/cancellation", status_code=201)
@gate(
    roles={"partner", "intake_clerk", "duty_coordinator"},
    appends=True,
    refuses=(DutyRequestNotFound, DutyRequestUnderWay),
)
async def cancel_one_duty_request(
    duty_request_id: UUID, body: CancellationIn, tx: Tx
) -> DutyRequestOut:
    """Cancel, as long as no lawyer has accepted; also when it was dispatched already."""
    canceled = await cancel_duty_request(
        tx, duty_request_id=duty_request_id, reason_code=body.reason_code
    )
    return DutyRequestOut.of(canceled)

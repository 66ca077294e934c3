"""API: duty lawyers - requests, shifts, who is on duty now."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.assignment.api.duty_bodies import (
    DispatchIn,
    DutyRequestItem,
    DutyRequestOut,
    DutyRequestQuery,
    HelpRecordIn,
    OnDutyOut,
    ShiftOut,
    ShiftQuery,
)
from services.assignment.api.registry_bodies import ImportOut, RegistryFileIn
from services.assignment.domain.duty import (
    DutyRequestNotFound,
    HelpRecord,
    LawyerNotFitForDuty,
    NobodyOnDuty,
    OnlyTheDutyLawyerAnswers,
    PleaOutcomeContradicts,
    PleaOutcomeMissing,
    ShiftDoesNotCoverTheRequest,
    ShiftNotFound,
)
from services.assignment.domain.registry import RegistryFileUnreadable
from services.assignment.queries.duty_lists import (
    DUTY_REQUEST_ORDER,
    SHIFT_ORDER,
    duty_requests_statement,
    on_duty_now,
    shifts_statement,
)
from services.assignment.store.duty import DutyRequests
from services.assignment.usecases.accept_duty_request import accept_duty_request
from services.assignment.usecases.dispatch_duty_request import dispatch_duty_request
from services.assignment.usecases.finish_duty_request import finish_duty_request
from services.assignment.usecases.import_shifts import import_shifts
from shared.http.lists import Page, page
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.codes import CodeUnknown
from shared.kernel.transitions import ActNotAllowedNow

router = ServiceRouter(prefix="/assignment/v1", tags=["duty"])
COORDINATORS = {"duty_coordinator", "agency_head"}
READERS = COORDINATORS | {"partner", "provider"}


@router.get("/duty-requests")
@gate(roles=READERS, reads=True)
async def list_duty_requests(
    query: Annotated[DutyRequestQuery, Query()], tx: Tx
) -> Page[DutyRequestItem]:
    """List the duty requests that are yours to see, oldest first."""
    statement = duty_requests_statement(tx, state=query.state, site_org_id=query.site_org_id)
    return await page(tx, statement, query, order=DUTY_REQUEST_ORDER, item=DutyRequestItem.of)


@router.get("/duty-requests/{duty_request_id}")
@gate(roles=READERS, reads=True, refuses=(DutyRequestNotFound,))
async def read_duty_request(duty_request_id: UUID, tx: Tx) -> DutyRequestOut:
    """Read one duty request with the acts that you may do now."""
    return DutyRequestOut.of(await DutyRequests(tx).get(duty_request_id), tx.actor.roles)


@router.post("/duty-requests/{duty_request_id}/dispatch", status_code=201)
@gate(
    roles=COORDINATORS,
    judges=True,
    refuses=(
        DutyRequestNotFound,
        ShiftNotFound,
        ActNotAllowedNow,
        NobodyOnDuty,
        ShiftDoesNotCoverTheRequest,
        LawyerNotFitForDuty,
    ),
)
async def send_duty_request(duty_request_id: UUID, body: DispatchIn, tx: Tx) -> DutyRequestOut:
    """Send the request to the lawyer on duty; meets T09 and T25. DUTY 19."""
    sent = await dispatch_duty_request(tx, duty_request_id=duty_request_id, shift_id=body.shift_id)
    return DutyRequestOut.of(sent, tx.actor.roles)


@router.post("/duty-requests/{duty_request_id}/acceptance", status_code=201)
@gate(
    roles={"provider"},
    appends=True,
    refuses=(DutyRequestNotFound, ActNotAllowedNow, OnlyTheDutyLawyerAnswers),
)
async def take_duty_request(duty_request_id: UUID, tx: Tx) -> DutyRequestOut:
    """Accept the request as the lawyer to whom it was sent."""
    taken = await accept_duty_request(tx, duty_request_id=duty_request_id)
    return DutyRequestOut.of(taken, tx.actor.roles)


@router.post("/duty-requests/{duty_request_id}/help-record", status_code=201)
@gate(
    roles={"provider"},
    appends=True,
    refuses=(
        DutyRequestNotFound,
        ActNotAllowedNow,
        OnlyTheDutyLawyerAnswers,
        PleaOutcomeMissing,
        PleaOutcomeContradicts,
        CodeUnknown,
    ),
)
async def record_duty_help(duty_request_id: UUID, body: HelpRecordIn, tx: Tx) -> DutyRequestOut:
    """Record the help and finish the request. A second co-suspect warns and is never refused."""
    record = HelpRecord(
        help_codes=tuple(body.help_codes),
        person_count=body.person_count,
        plea_outcome_code=body.plea_outcome_code,
        refusal_kept=body.refusal_kept,
    )
    done, warnings = await finish_duty_request(
        tx, duty_request_id=duty_request_id, record=record, note=body.note
    )
    return DutyRequestOut.of(done, tx.actor.roles, warnings)


@router.get("/shifts")
@gate(roles=READERS, reads=True)
async def list_shifts(query: Annotated[ShiftQuery, Query()], tx: Tx) -> Page[ShiftOut]:
    """List the shifts of your agency, your site or your own."""
    statement = shifts_statement(tx, site_org_id=query.site_org_id, duty_on=query.duty_on)
    return await page(tx, statement, query, order=SHIFT_ORDER, item=ShiftOut.of)


@router.post("/shifts/imports", status_code=201)
@gate(roles=COORDINATORS, appends=True, refuses=(RegistryFileUnreadable,))
async def import_shift_file(body: RegistryFileIn, tx: Tx) -> ImportOut:
    """Import the shifts of your agency from a CSV file, known by number."""
    return ImportOut.of(await import_shifts(tx, body.content, org_id=tx.actor.org_id))


@router.get("/on-duty")
@gate(roles=READERS, reads=True)
async def list_on_duty(site_org_id: str, tx: Tx) -> list[OnDutyOut]:
    """Tell who is on duty at a site now. DUTY 18."""
    return [OnDutyOut.model_validate(row) for row in await on_duty_now(tx, site_org_id)]

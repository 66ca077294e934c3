"""API: applications - filed, supplemented, reviewed, withdrawn; lists and receipts."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.intake.api.applications_bodies import (
    ApplicationIn,
    ApplicationLineOut,
    ApplicationOut,
    ApplicationQuery,
    FindingsIn,
    GroupFilingIn,
    GroupOut,
    ReceiptOut,
    SupplementIn,
    SupplementRequestIn,
    WithdrawalIn,
    application_out,
    receipt_out,
)
from services.intake.api.assessment_bodies import AssessmentOut, assessment_out
from services.intake.domain.application import (
    ApplicationNotFound,
    SupplementAlreadyRequested,
    SupplementIncomplete,
    SupplementNotYetOverdue,
)
from services.intake.domain.filing import (
    AgencyNotYours,
    GroupTooLarge,
    PersonTwiceInGroup,
)
from services.intake.domain.hardship import HouseholdStatementMissing
from services.intake.domain.identity import IdentityNumberInvalid
from services.intake.domain.lane import AskedTwice
from services.intake.domain.matter import MatterNotFound, TagContradictsDocument
from services.intake.domain.notice import DayInTheFuture
from services.intake.domain.organization import OrganizationUnknown, OrganizationWrongKind
from services.intake.queries.applications import APPLICATION_ORDER, applications_list
from services.intake.store.applications import Applications, application_of
from services.intake.store.matters import Matters
from services.intake.usecases.file_application import file_application
from services.intake.usecases.note_read import Look, note_read
from services.intake.usecases.request_supplement import request_supplement
from services.intake.usecases.review_application import Findings, review_application
from services.intake.usecases.supply_supplement import supply_supplement
from services.intake.usecases.withdraw_application import deem_withdrawn, withdraw_application
from shared.db.transaction import Transaction
from shared.http.lists import Page, page
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.clock import law_date
from shared.kernel.refusals import PolicyRowMissing
from shared.kernel.transitions import ActNotAllowedNow

CLERKS = {"intake_clerk", "reviewer", "agency_head"}
FILERS = {"applicant", "representative", "intake_clerk", "station_clerk"}
FILING_REFUSALS = (
    OrganizationUnknown,
    OrganizationWrongKind,
    AgencyNotYours,
    IdentityNumberInvalid,
    TagContradictsDocument,
    DayInTheFuture,
    PolicyRowMissing,
)
RULE_REFUSALS = (PolicyRowMissing, HouseholdStatementMissing, ActNotAllowedNow)

router = ServiceRouter(prefix="/intake/v1", tags=["applications"])


@router.post("/applications", status_code=201)
@gate(roles=FILERS, appends=True, refuses=FILING_REFUSALS)
async def file_one_application(body: ApplicationIn, tx: Tx) -> ApplicationOut:
    """File an application for one person.

    Answers with the receipt. T01 starts: the agency decides within 7 days (法律援助法 43).
    """
    filing = body.filing([body], today=law_date(tx.now), single=True)
    if not tx.actor.has("intake_clerk", "station_clerk"):
        own = replace(filing.members[0], owner_subject=tx.actor.subject)
        filing = replace(filing, members=(own,))
    (filed,) = await file_application(tx, filing=filing)
    return await _shown(tx, filed.application.id)


@router.post("/matter-groups", status_code=201)
@gate(
    roles={"intake_clerk", "station_clerk"},
    appends=True,
    refuses=(*FILING_REFUSALS, GroupTooLarge, PersonTwiceInGroup),
)
async def file_group(body: GroupFilingIn, tx: Tx) -> GroupOut:
    """File once for several people of one dispute.

    Each gets a matter, a receipt, and later a decision and a letter of their own.
    """
    filing = body.filing(body.members, today=law_date(tx.now), single=False)
    filed = await file_application(tx, filing=filing)
    group_id = filed[0].application.group_id
    assert group_id is not None
    return await _group(tx, group_id)


@router.get("/matter-groups/{group_id}")
@gate(roles=FILERS | CLERKS, reads=True, refuses=(MatterNotFound,))
async def read_group(group_id: UUID, tx: Tx) -> GroupOut:
    """Read a group: the applications in it that you may see."""
    return await _group(tx, group_id)


@router.get("/applications")
@gate(roles=FILERS | CLERKS, reads=True)
async def list_applications(
    query: Annotated[ApplicationQuery, Query()], tx: Tx
) -> Page[ApplicationLineOut]:
    """List applications that you may see, oldest first."""
    filters = query.model_dump(
        include={"state", "lane", "kind", "channel", "cause_code", "group_id"}
    )
    statement = applications_list(tx, **filters)
    return await page(tx, statement, query, order=APPLICATION_ORDER, item=ApplicationLineOut.of)


@router.get("/applications/{application_id}")
@gate(roles=FILERS | CLERKS, reads=True, refuses=(ApplicationNotFound,))
async def read_application(application_id: UUID, tx: Tx) -> ApplicationOut:
    """Read one application, masked; the read is noted for the applicant to see."""
    application = await Applications(tx).get(application_id)
    matter = await Matters(tx).get(application.matter_id)
    await note_read(tx, matter=matter, look=Look(purpose="review"))
    return await _shown(tx, application_id)


@router.get("/applications/{application_id}/receipt")
@gate(roles=FILERS | CLERKS, reads=True, refuses=(ApplicationNotFound,))
async def read_receipt(application_id: UUID, tx: Tx) -> ReceiptOut:
    """Read the receipt: items handed in, their count, and the date (P148 13)."""
    return receipt_out(await Applications(tx).row(application_id))


@router.post("/applications/{application_id}/review")
@gate(
    roles={"intake_clerk", "reviewer"},
    judges=True,
    refuses=(ApplicationNotFound, *RULE_REFUSALS),
)
async def review_one_application(application_id: UUID, body: FindingsIn, tx: Tx) -> AssessmentOut:
    """Check the facts and let the rules recommend. Nothing is decided yet."""
    findings = Findings(
        tags=None if body.tags is None else frozenset(body.tags),
        circumstances=None if body.circumstances is None else frozenset(body.circumstances),
        household=body.household.household() if body.household else None,
    )
    application, assessment = await review_application(
        tx, application_id=application_id, findings=findings
    )
    return assessment_out(application, assessment)


@router.post("/applications/{application_id}/supplement-requests", status_code=201)
@gate(
    roles={"intake_clerk", "reviewer"},
    judges=True,
    refuses=(ApplicationNotFound, SupplementAlreadyRequested, AskedTwice, ActNotAllowedNow),
)
async def request_one_supplement(
    application_id: UUID, body: SupplementRequestIn, tx: Tx
) -> ApplicationOut:
    """Name everything missing, once. The review clock waits until it arrives."""
    codes = tuple(sorted(set(body.item_codes)))
    saved = await request_supplement(tx, application_id=application_id, item_codes=codes)
    return await _shown(tx, saved.id)


@router.post("/applications/{application_id}/supplements", status_code=201)
@gate(
    roles=FILERS,
    appends=True,
    refuses=(ApplicationNotFound, SupplementIncomplete, ActNotAllowedNow),
)
async def supply_one_supplement(application_id: UUID, body: SupplementIn, tx: Tx) -> ApplicationOut:
    """Hand in what was missing. The review clock runs on."""
    codes = frozenset(body.item_codes)
    saved = await supply_supplement(tx, application_id=application_id, item_codes=codes)
    return await _shown(tx, saved.id)


@router.post("/applications/{application_id}/withdrawal", status_code=201)
@gate(
    roles=FILERS | {"reviewer", "agency_head"},
    judges=True,
    refuses=(ApplicationNotFound, SupplementNotYetOverdue, ActNotAllowedNow),
)
async def withdraw_one_application(
    application_id: UUID, body: WithdrawalIn, tx: Tx
) -> ApplicationOut:
    """Withdraw, or confirm that an unanswered notice counts as withdrawn. Filing again is open."""
    end = deem_withdrawn if body.deemed else withdraw_application
    saved = await end(tx, application_id=application_id)
    return await _shown(tx, saved.id)


async def _shown(tx: Transaction, application_id: UUID) -> ApplicationOut:
    row = await Applications(tx).row(application_id)
    people = await Matters(tx).people(row.matter_id)
    return application_out(application_of(row), row, people, tx.actor.roles)


async def _group(tx: Transaction, group_id: UUID) -> GroupOut:
    rows = await tx.execute(applications_list(tx, group_id=group_id).order_by(*APPLICATION_ORDER))
    lines = [ApplicationLineOut.of(row) for row in rows]
    if not lines:
        raise MatterNotFound()
    return GroupOut(group_id=group_id, applications=lines)

"""API: applications - filed, supplemented, reviewed, withdrawn; lists and receipts."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.intake.api.applications_bodies import (
    ApplicationLineOut,
    ApplicationOut,
    ApplicationQuery,
    DuplicateRulingIn,
    FindingsIn,
    ReceiptOut,
    WithdrawalIn,
    application_out,
    receipt_out,
)
from services.intake.api.assessment_bodies import AssessmentOut, assessment_out
from services.intake.api.filings_bodies import ApplicationIn, RefilingIn, owned
from services.intake.api.signature_bodies import signature_of
from services.intake.domain.application import ApplicationNotFound
from services.intake.domain.applying import AgentNotEntitled, RepresentativeIsOpponent
from services.intake.domain.duplicate import (
    Duplicate,
    DuplicateAlreadyRuled,
    DuplicateNotFound,
    DuplicateNotRuled,
)
from services.intake.domain.filing import (
    AgencyNotYours,
    AlreadyRefiled,
    BackdatingNotAllowed,
    ReceivedTooLongAgo,
)
from services.intake.domain.hardship import HouseholdStatementMissing
from services.intake.domain.identity import IdentityNumberInvalid
from services.intake.domain.matter import TagContradictsDocument
from services.intake.domain.notice import DayInTheFuture
from services.intake.domain.organization import OrganizationUnknown, OrganizationWrongKind
from services.intake.domain.representation import RepresentationDoesNotReach
from services.intake.domain.signature import SignatureMissing
from services.intake.domain.supplement import SupplementNotYetOverdue
from services.intake.queries.applications import APPLICATION_ORDER, applications_list
from services.intake.store.applications import Applications, application_of
from services.intake.store.filings import Filings
from services.intake.store.matters import Matters
from services.intake.store.representations import Representations
from services.intake.usecases.file_application import file_application
from services.intake.usecases.note_read import Look, note_read
from services.intake.usecases.refile_application import refile_application
from services.intake.usecases.review_application import Findings, review_application
from services.intake.usecases.rule_duplicate import rule_duplicate
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
    RepresentativeIsOpponent,
    AgentNotEntitled,
    DayInTheFuture,
    ReceivedTooLongAgo,
    BackdatingNotAllowed,
    PolicyRowMissing,
)
RULE_REFUSALS = (
    PolicyRowMissing,
    HouseholdStatementMissing,
    DuplicateNotRuled,
    ActNotAllowedNow,
)

router = ServiceRouter(prefix="/intake/v1", tags=["applications"])


@router.post("/applications", status_code=201)
@gate(roles=FILERS, appends=True, refuses=FILING_REFUSALS)
async def file_one_application(body: ApplicationIn, tx: Tx) -> ApplicationOut:
    """File an application for one person.

    Answers with the receipt. T01 starts: the agency decides within 7 days (法律援助法 43).
    """
    filing = owned(body.filing([body], today=law_date(tx.now), single=True), tx.actor)
    (filed,) = await file_application(tx, filing=filing)
    return await shown_application(tx, filed.application.id, found=filed.duplicate)


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
    return await page(
        tx, statement, query, order=APPLICATION_ORDER, item=ApplicationLineOut.model_validate
    )


@router.get("/applications/{application_id}")
@gate(
    roles=FILERS | CLERKS,
    reads=True,
    refuses=(ApplicationNotFound, RepresentativeIsOpponent),
)
async def read_application(application_id: UUID, tx: Tx) -> ApplicationOut:
    """Read one application, masked; the read is noted for the applicant to see."""
    await _require_not_barred(tx, application_id)
    application = await Applications(tx).get(application_id)
    matter = await Matters(tx).get(application.matter_id)
    await note_read(tx, matter=matter, look=Look(purpose="review"))
    return await shown_application(tx, application_id)


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


@router.post("/applications/{application_id}/withdrawal", status_code=201)
@gate(
    roles=FILERS | {"reviewer", "agency_head"},
    judges=True,
    refuses=(
        ApplicationNotFound,
        SupplementNotYetOverdue,
        SignatureMissing,
        RepresentationDoesNotReach,
        ActNotAllowedNow,
    ),
)
async def withdraw_one_application(
    application_id: UUID, body: WithdrawalIn, tx: Tx
) -> ApplicationOut:
    """Withdraw, or confirm that an unanswered notice counts as withdrawn. Filing again is open."""
    if body.deemed:
        await deem_withdrawn(tx, application_id=application_id)
    else:
        signature = signature_of(body.signature)
        await withdraw_application(tx, application_id=application_id, signature=signature)
    return await shown_application(tx, application_id)


@router.post("/applications/{application_id}/refiling", status_code=201)
@gate(
    roles=FILERS,
    appends=True,
    refuses=(
        ApplicationNotFound,
        AlreadyRefiled,
        RepresentationDoesNotReach,
        *FILING_REFUSALS,
        ActNotAllowedNow,
    ),
)
async def refile_one_application(application_id: UUID, body: RefilingIn, tx: Tx) -> ApplicationOut:
    """File again after a withdrawal: a new receipt and new clocks, and nothing asked twice."""
    filed = await refile_application(tx, application_id=application_id, refiling=body.refiling())
    return await shown_application(tx, filed.application.id, found=filed.duplicate)


@router.post("/applications/{application_id}/duplicate-ruling", status_code=201)
@gate(
    roles={"intake_clerk", "reviewer"},
    judges=True,
    refuses=(ApplicationNotFound, DuplicateNotFound, DuplicateAlreadyRuled, ActNotAllowedNow),
)
async def rule_one_duplicate(
    application_id: UUID, body: DuplicateRulingIn, tx: Tx
) -> ApplicationOut:
    """Say how it goes on: attach to the agency that received it first, or go on with a reason."""
    await rule_duplicate(
        tx, application_id=application_id, course=body.course, reason_code=body.reason_code
    )
    return await shown_application(tx, application_id)


async def shown_application(
    tx: Transaction, application_id: UUID, *, found: Duplicate | None = None
) -> ApplicationOut:
    """The application, masked. An earlier filing is for the staff's eyes only."""
    filings = Filings(tx)
    row = await Applications(tx).row(application_id)
    application = application_of(row)
    people = await Matters(tx).people(application.matter_id)
    duplicate = found or await filings.find_duplicate(application_id)
    return application_out(
        application,
        row,
        people,
        tx.actor.roles,
        link=await filings.link(application_id),
        duplicate=duplicate if tx.actor.has(*CLERKS, "station_clerk") else None,
    )


async def _require_not_barred(tx: Transaction, application_id: UUID) -> None:
    """Who was shown out as the opponent hears why; the file itself is no longer there for them."""
    given = await Representations(tx).of_application(application_id)
    if any(one.barred and one.subject == tx.actor.subject for one in given):
        raise RepresentativeIsOpponent(article="法律援助法 40(1)")

"""API: supplements - everything missing named once, the date moved once, new facts approved by two."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.intake.api.applications import FILERS, shown_application
from services.intake.api.applications_bodies import ApplicationOut
from services.intake.api.coded import ExplanationPoint, Material, NewFact
from services.intake.api.examples import shown
from services.intake.api.filings_bodies import ITEMS_MAX
from services.intake.api.materials import ATTACHING_REFUSALS
from services.intake.api.materials_bodies import AttachmentIn
from services.intake.api.signature_bodies import SignatureIn, signature_of
from services.intake.domain.application import ApplicationNotFound
from services.intake.domain.lane import AskedTwice
from services.intake.domain.notice import DayInTheFuture
from services.intake.domain.representation import RepresentationDoesNotReach
from services.intake.domain.signature import SignatureMissing
from services.intake.domain.supplement import (
    ApproverProposedIt,
    FirstNoticeNotGiven,
    FurtherNoticeNotProposed,
    SupplementAlreadyExtended,
    SupplementAlreadyRequested,
    SupplementAsksNothing,
    SupplementDateOver,
    SupplementIncomplete,
)
from services.intake.usecases.request_supplement import (
    Missing,
    approve_further_notice,
    extend_supplement,
    propose_further_notice,
    request_supplement,
)
from services.intake.usecases.supply_supplement import Supplement, supply_supplement
from shared.http.bodies import Body
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.transitions import ActNotAllowedNow

CHECKERS = {"intake_clerk", "reviewer"}
EXPLANATION_CHARS_MAX = 4_000
ExplanationText = Annotated[str, Field(min_length=1, max_length=EXPLANATION_CHARS_MAX)]

router = ServiceRouter(prefix="/intake/v1", tags=["applications"])


class SupplementRequestIn(Body):
    """Everything that is missing or unclear, at once: there is no second notice."""

    model_config = shown({"item_codes": ["household_register"], "explanation_codes": []})

    item_codes: list[Material] = Field(default_factory=list, max_length=ITEMS_MAX)
    explanation_codes: list[ExplanationPoint] = Field(default_factory=list, max_length=ITEMS_MAX)

    def missing(self) -> Missing:
        return Missing(
            item_codes=tuple(sorted(set(self.item_codes))),
            explanation_codes=tuple(sorted(set(self.explanation_codes))),
        )


class FurtherNoticeIn(SupplementRequestIn):
    """What could not be seen the first time, and which new fact makes it necessary."""

    model_config = shown({"item_codes": ["wage_record"], "new_fact_code": "INCOME_CHANGED"})

    new_fact_code: NewFact


class SupplementIn(Body):
    """Staff who hand in for somebody say how that person signed."""

    item_codes: list[Material] = Field(default_factory=list, max_length=ITEMS_MAX)
    attachments: list[AttachmentIn] = Field(default_factory=list, max_length=ITEMS_MAX)
    explanations: dict[ExplanationPoint, ExplanationText] = Field(default_factory=dict)
    signature: SignatureIn | None = None

    def supplement(self) -> Supplement:
        return Supplement(
            item_codes=frozenset(self.item_codes),
            attachments=tuple(one.attachment() for one in self.attachments),
            explanations=self.explanations,
            signature=signature_of(self.signature),
        )


@router.post("/applications/{application_id}/supplement-requests", status_code=201)
@gate(
    roles=CHECKERS,
    judges=True,
    refuses=(
        ApplicationNotFound,
        SupplementAsksNothing,
        SupplementAlreadyRequested,
        AskedTwice,
        ActNotAllowedNow,
    ),
)
async def request_one_supplement(
    application_id: UUID, body: SupplementRequestIn, tx: Tx
) -> ApplicationOut:
    """Name everything missing or unclear, once. The review clock waits until it arrives."""
    await request_supplement(tx, application_id=application_id, missing=body.missing())
    return await shown_application(tx, application_id)


@router.post("/applications/{application_id}/supplement-extension", status_code=201)
@gate(
    roles=CHECKERS,
    judges=True,
    refuses=(
        ApplicationNotFound,
        SupplementAlreadyExtended,
        SupplementDateOver,
        ActNotAllowedNow,
    ),
)
async def extend_one_supplement(application_id: UUID, tx: Tx) -> ApplicationOut:
    """Move the date of the notice, once and before it is over."""
    await extend_supplement(tx, application_id=application_id)
    return await shown_application(tx, application_id)


@router.post("/applications/{application_id}/further-notices", status_code=201)
@gate(
    roles=CHECKERS,
    judges=True,
    refuses=(ApplicationNotFound, SupplementAsksNothing, FirstNoticeNotGiven, ActNotAllowedNow),
)
async def propose_one_further_notice(
    application_id: UUID, body: FurtherNoticeIn, tx: Tx
) -> ApplicationOut:
    """Propose a further notice because of new facts; a second person approves it."""
    await propose_further_notice(
        tx,
        application_id=application_id,
        missing=body.missing(),
        new_fact_code=body.new_fact_code,
    )
    return await shown_application(tx, application_id)


@router.post("/applications/{application_id}/further-notices/approval", status_code=201)
@gate(
    roles={"reviewer", "agency_head"},
    judges=True,
    refuses=(
        ApplicationNotFound,
        FurtherNoticeNotProposed,
        ApproverProposedIt,
        ActNotAllowedNow,
    ),
)
async def approve_one_further_notice(application_id: UUID, tx: Tx) -> ApplicationOut:
    """Approve the proposed notice. The review clock waits again."""
    await approve_further_notice(tx, application_id=application_id)
    return await shown_application(tx, application_id)


@router.post("/applications/{application_id}/supplements", status_code=201)
@gate(
    roles=FILERS,
    appends=True,
    refuses=(
        ApplicationNotFound,
        SupplementIncomplete,
        SignatureMissing,
        DayInTheFuture,
        RepresentationDoesNotReach,
        *ATTACHING_REFUSALS,
        ActNotAllowedNow,
    ),
)
async def supply_one_supplement(application_id: UUID, body: SupplementIn, tx: Tx) -> ApplicationOut:
    """Hand in what was missing, and explain what was asked. The review clock runs on."""
    await supply_supplement(tx, application_id=application_id, supplement=body.supplement())
    return await shown_application(tx, application_id)

"""API: mediation - hand a matter to a mediation body or take it from one, and its outcome back."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.intake.api.mediations_bodies import (
    MediationIn,
    MediationOut,
    MediationOutcomeIn,
    MediationQuery,
)
from services.intake.domain.matter import MatterNotFound
from services.intake.domain.mediation import (
    MediationAlreadyConcluded,
    MediationNeedsConsent,
    MediationNotFound,
)
from services.intake.domain.notice import DayInTheFuture, require_past
from services.intake.queries.handovers import MEDIATION_ORDER, mediations_list
from services.intake.store.mediations import Mediations, mediation_of
from services.intake.usecases.refer_mediation import conclude_mediation, refer_mediation
from shared.http.lists import Page, page
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.clock import law_date

CLERKS = {"intake_clerk", "reviewer", "agency_head"}
READERS = CLERKS | {"applicant", "representative", "provider"}

router = ServiceRouter(prefix="/intake/v1", tags=["mediation"])


@router.post("/matters/{matter_id}/mediations", status_code=201)
@gate(
    roles=CLERKS,
    appends=True,
    refuses=(MatterNotFound, MediationNeedsConsent, DayInTheFuture),
)
async def refer_one_mediation(matter_id: UUID, body: MediationIn, tx: Tx) -> MediationOut:
    """Hand the matter to people's, administrative or judicial mediation, or take it from there.

    Nobody is sent without agreeing to it (P148 32); the limitation date is kept beside.
    """
    today = law_date(tx.now)
    require_past(body.referred_on, today=today, pointer="/referred_on")
    referred = await refer_mediation(tx, matter_id=matter_id, referral=body.referral())
    return MediationOut.of(referred, today=today)


@router.get("/mediations")
@gate(roles=READERS, reads=True)
async def list_mediations(query: Annotated[MediationQuery, Query()], tx: Tx) -> Page[MediationOut]:
    """List mediations, each with the days to its limitation date."""
    today = law_date(tx.now)
    filters = query.model_dump(include={"matter_id", "outcome", "body_kind"})
    return await page(
        tx,
        mediations_list(tx, **filters),
        query,
        order=MEDIATION_ORDER,
        item=lambda row: MediationOut.of(mediation_of(row), today=today),
    )


@router.get("/mediations/{mediation_id}")
@gate(roles=READERS, reads=True, refuses=(MediationNotFound,))
async def read_mediation(mediation_id: UUID, tx: Tx) -> MediationOut:
    """Read one mediation."""
    return MediationOut.of(await Mediations(tx).get(mediation_id), today=law_date(tx.now))


@router.post("/mediations/{mediation_id}/outcome", status_code=201)
@gate(
    roles=CLERKS,
    judges=True,
    refuses=(MediationNotFound, MediationAlreadyConcluded, DayInTheFuture),
)
async def conclude_one_mediation(
    mediation_id: UUID, body: MediationOutcomeIn, tx: Tx
) -> MediationOut:
    """Bring the outcome back on the case: settled, failed or stopped."""
    today = law_date(tx.now)
    require_past(body.concluded_on, today=today, pointer="/concluded_on")
    concluded = await conclude_mediation(
        tx,
        mediation_id=mediation_id,
        outcome=body.outcome,
        on=body.concluded_on,
        agreement_no=body.agreement_no,
    )
    return MediationOut.of(concluded, today=today)

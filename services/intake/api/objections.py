"""API: objections 异议 - filed with the bureau, ruled on by it, never by the agency that decided."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.intake.api.objections_bodies import (
    LaterReviewIn,
    ObjectionIn,
    ObjectionLineOut,
    ObjectionOut,
    ObjectionQuery,
    RightOut,
    RulingIn,
    StatementOut,
    objection_out,
)
from services.intake.domain.matter import MatterNotFound
from services.intake.domain.objection import (
    AgencyJudgesItself,
    CourtIsNeverSilent,
    DeciderJudgesObjection,
    LetterNotFound,
    NothingToObjectTo,
    Objection,
    ObjectionAlreadyFiled,
    ObjectionNotFound,
    ObjectorNotParty,
    PostmarkOutOfRange,
)
from services.intake.domain.representation import RepresentationDoesNotReach
from services.intake.policy import REMEDIES
from services.intake.queries.objections import OBJECTION_ORDER, clocks_of, objections_list
from services.intake.store.matters import Matters
from services.intake.store.objections import Objections, objection_of
from services.intake.usecases.decide_objection import decide_objection
from services.intake.usecases.file_objection import file_objection
from services.intake.usecases.note_read import Look, note_read
from services.intake.usecases.record_later_review import record_later_review
from services.intake.usecases.withdraw_objection import withdraw_objection
from shared.db.transaction import Transaction
from shared.http.lists import Page, page
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.refusals import PolicyRowMissing
from shared.kernel.transitions import ActNotAllowedNow

OBJECTORS = {"applicant", "representative", "intake_clerk", "station_clerk", "bureau_officer"}
READERS = OBJECTORS | {"reviewer", "agency_head"}
JUDGE_REFUSALS = (
    ObjectionNotFound,
    ActNotAllowedNow,
    AgencyJudgesItself,
    DeciderJudgesObjection,
    PolicyRowMissing,
)

router = ServiceRouter(prefix="/intake/v1", tags=["objections"])


@router.post("/objections", status_code=201)
@gate(
    roles=OBJECTORS,
    appends=True,
    refuses=(
        LetterNotFound,
        NothingToObjectTo,
        ObjectionAlreadyFiled,
        ObjectorNotParty,
        PostmarkOutOfRange,
        RepresentationDoesNotReach,
        PolicyRowMissing,
    ),
)
async def file_one_objection(body: ObjectionIn, tx: Tx) -> ObjectionOut:
    """Object to a refusal or a termination, at the bureau that set up the agency.

    A late objection is taken in and flagged. T18 starts: the bureau rules within 5 days
    (法律援助法 49), and sees the matter until it has.
    """
    return await _shown(tx, await file_objection(tx, protest=body.protest()))


@router.get("/objections")
@gate(roles=READERS, reads=True)
async def list_objections(
    query: Annotated[ObjectionQuery, Query()], tx: Tx
) -> Page[ObjectionLineOut]:
    """List objections that you may see, oldest first."""
    statement = objections_list(tx, **query.model_dump(include={"state", "late", "matter_id"}))
    return await page(
        tx,
        statement,
        query,
        order=OBJECTION_ORDER,
        item=lambda row: ObjectionLineOut.of(objection_of(row)),
    )


@router.get("/objections/{objection_id}")
@gate(roles=READERS, reads=True, refuses=(ObjectionNotFound,))
async def read_objection(objection_id: UUID, tx: Tx) -> ObjectionOut:
    """Read one objection: the ruling with its reasons, and what may be done against it."""
    return await _shown(tx, await Objections(tx).get(objection_id))


@router.get("/objections/{objection_id}/statement")
@gate(roles=READERS, reads=True, refuses=(ObjectionNotFound, MatterNotFound))
async def read_statement(objection_id: UUID, tx: Tx) -> StatementOut:
    """Read what the person says. The read is noted; a bureau reads it until it has ruled."""
    objection = await Objections(tx).get(objection_id)
    matter = await Matters(tx).get(objection.contested.matter_id)
    await note_read(tx, matter=matter, look=Look(purpose="objection", whole=True))
    return StatementOut(
        objection_id=objection_id, statement=await Objections(tx).statement(objection)
    )


@router.post("/objections/{objection_id}/decision", status_code=201)
@gate(roles={"bureau_officer"}, judges=True, refuses=JUDGE_REFUSALS)
async def decide_one_objection(objection_id: UUID, body: RulingIn, tx: Tx) -> ObjectionOut:
    """Uphold, or order correction; in writing, with reasons.

    Upheld, the answer says how to ask for reconsideration and how to sue. Ordered, the agency
    decides anew and grants.
    """
    ruled = await decide_objection(tx, objection_id=objection_id, judgment=body.judgment())
    return await _shown(tx, ruled)


@router.post("/objections/{objection_id}/withdrawal", status_code=201)
@gate(
    roles=OBJECTORS,
    judges=True,
    refuses=(ObjectionNotFound, RepresentationDoesNotReach, ActNotAllowedNow),
)
async def withdraw_one_objection(objection_id: UUID, tx: Tx) -> ObjectionOut:
    """Withdraw an objection before the ruling. Filing again stays open."""
    return await _shown(tx, await withdraw_objection(tx, objection_id=objection_id))


@router.post("/objections/{objection_id}/later-reviews", status_code=201)
@gate(
    roles={"bureau_officer"},
    judges=True,
    refuses=(*JUDGE_REFUSALS, CourtIsNeverSilent),
)
async def record_one_later_review(objection_id: UUID, body: LaterReviewIn, tx: Tx) -> ObjectionOut:
    """Record what reconsideration or a court said of an upheld decision."""
    review = body.review(tx.new_id())
    reviewed = await record_later_review(tx, objection_id=objection_id, review=review)
    return await _shown(tx, reviewed)


async def _shown(tx: Transaction, objection: Objection) -> ObjectionOut:
    objections = Objections(tx)
    return objection_out(
        objection,
        reasons=await objections.reasons(objection),
        rights=[RightOut.of(row) for row in await clocks_of(tx, objection.id, tuple(REMEDIES))],
        reviews=await objections.reviews(objection),
        roles=tx.actor.roles,
    )

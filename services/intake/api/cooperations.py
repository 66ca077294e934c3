"""API: cooperation between agencies - ask, be asked, answer."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.intake.api.cooperations_bodies import (
    CooperationAnswerIn,
    CooperationIn,
    CooperationLetterOut,
    CooperationOut,
    CooperationQuery,
)
from services.intake.domain.cooperation import (
    CooperationAlreadyAnswered,
    CooperationNotFound,
    DeclinedWithoutReasons,
    VerificationNeedsApplication,
)
from services.intake.domain.matter import MatterNotFound
from services.intake.domain.organization import OrganizationUnknown, OrganizationWrongKind
from services.intake.queries.handovers import COOPERATION_ORDER, cooperations_list
from services.intake.store.cooperations import Cooperations, cooperation_of
from services.intake.usecases.answer_cooperation import answer_cooperation
from services.intake.usecases.request_cooperation import request_cooperation
from shared.http.lists import Page, page
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.transitions import ActNotAllowedNow
from shared.security.reads import record_read

CLERKS = {"intake_clerk", "reviewer", "agency_head"}

router = ServiceRouter(prefix="/intake/v1", tags=["cooperation"])


@router.post("/cooperation-requests", status_code=201)
@gate(
    roles=CLERKS,
    appends=True,
    refuses=(
        MatterNotFound,
        OrganizationUnknown,
        OrganizationWrongKind,
        VerificationNeedsApplication,
        ActNotAllowedNow,
    ),
)
async def request_one_cooperation(body: CooperationIn, tx: Tx) -> CooperationOut:
    """Ask another agency to verify facts or gather evidence (P148 16, 31).

    A verification makes the application wait, and its clock stands until the answer.
    """
    return CooperationOut.of(await request_cooperation(tx, ask=body.ask()))


@router.get("/cooperation-requests")
@gate(roles=CLERKS, reads=True)
async def list_cooperations(
    query: Annotated[CooperationQuery, Query()], tx: Tx
) -> Page[CooperationOut]:
    """List requests from your agency and to it."""
    filters = query.model_dump(include={"matter_id", "to_org_id", "kind"})
    return await page(
        tx,
        cooperations_list(tx, **filters),
        query,
        order=COOPERATION_ORDER,
        item=lambda row: CooperationOut.of(cooperation_of(row)),
    )


@router.get("/cooperation-requests/{cooperation_id}")
@gate(roles=CLERKS, reads=True, refuses=(CooperationNotFound,))
async def read_cooperation(cooperation_id: UUID, tx: Tx) -> CooperationOut:
    """Read where a request stands."""
    return CooperationOut.of(await Cooperations(tx).get(cooperation_id))


@router.get("/cooperation-requests/{cooperation_id}/letter")
@gate(roles=CLERKS, reads=True, refuses=(CooperationNotFound,))
async def read_cooperation_letter(cooperation_id: UUID, tx: Tx) -> CooperationLetterOut:
    """Read the letter and the reply; that they were read is recorded."""
    cooperation = await Cooperations(tx).get(cooperation_id)
    letter, reply = await Cooperations(tx).letter(cooperation)
    await record_read(tx, "cooperation.letter", cooperation_id=cooperation.id)
    return CooperationLetterOut(background=letter.background, items=list(letter.items), reply=reply)


@router.post("/cooperation-requests/{cooperation_id}/answer", status_code=201)
@gate(
    roles=CLERKS,
    appends=True,
    refuses=(CooperationNotFound, CooperationAlreadyAnswered, DeclinedWithoutReasons),
)
async def answer_one_cooperation(
    cooperation_id: UUID, body: CooperationAnswerIn, tx: Tx
) -> CooperationOut:
    """Help, or say in writing why not. For an agency outside, the asking one records the answer."""
    answered = await answer_cooperation(
        tx, cooperation_id=cooperation_id, outcome=body.outcome, reply=body.reply
    )
    return CooperationOut.of(answered)

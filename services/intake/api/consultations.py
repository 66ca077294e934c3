"""API: consultations 咨询 - opened, answered, booked, pointed elsewhere, made into an application."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.intake.api.applications import FILING_REFUSALS, shown_application
from services.intake.api.applications_bodies import ApplicationOut
from services.intake.api.consultations_bodies import (
    AppointmentIn,
    CompletionIn,
    ConsultationIn,
    ConsultationLineOut,
    ConsultationOut,
    ConsultationQuery,
    NextActOut,
    ReferralIn,
    ReplyIn,
)
from services.intake.api.people_bodies import PersonOut
from services.intake.domain.consultation import (
    CONSULTATION_TABLE,
    AppointmentInThePast,
    Consultation,
    ConsultationAlreadyApplied,
    ConsultationIncomplete,
    ConsultationNotFound,
    RightToApplyNotTold,
    likely_covered,
)
from services.intake.domain.filing import AgencyNotYours
from services.intake.domain.identity import IdentityNumberInvalid
from services.intake.domain.organization import OrganizationUnknown, OrganizationWrongKind
from services.intake.policy import LIMITS, SCOPE_RULES
from services.intake.queries.consultations import CONSULTATION_ORDER, consultations_list
from services.intake.store.consultations import Consultations
from services.intake.usecases.apply_from_consultation import apply_from_consultation
from services.intake.usecases.open_consultation import STAFF, open_consultation
from services.intake.usecases.settle_consultation import (
    answer_consultation,
    book_consultation,
    refer_consultation,
)
from shared.db.transaction import Transaction
from shared.http.bodies import allowed_actions_out
from shared.http.lists import Page, page
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.clock import law_date
from shared.kernel.transitions import ActNotAllowedNow
from shared.security.reads import record_read

DESK = set(STAFF)
ASKERS = {"applicant", "representative"}
LIVE = "WEB_LIVE"
APPLY = NextActOut(
    act="apply",
    article="P148 9；法律援助法 23",
    zh="可能属于法律援助范围：请告知可以申请，并可一键转为申请。",
    en="Legal aid is likely to cover it: tell the person, and make an application of it.",
)

router = ServiceRouter(prefix="/intake/v1", tags=["consultations"])


@router.post("/consultations", status_code=201)
@gate(
    roles=DESK | ASKERS,
    appends=True,
    refuses=(
        OrganizationUnknown,
        OrganizationWrongKind,
        AgencyNotYours,
        IdentityNumberInvalid,
        RightToApplyNotTold,
    ),
)
async def open_one_consultation(body: ConsultationIn, tx: Tx) -> ConsultationOut:
    """Ask, by name or anonymous. Staff may answer in the same call."""
    opened = await open_consultation(tx, asking=body.asking(today=law_date(tx.now)))
    if body.reply is not None:
        if not tx.actor.has(*STAFF):
            raise AgencyNotYours(org=body.org_id)
        await answer_consultation(tx, consultation_id=opened.id, reply=body.reply.reply())
    return await _shown(tx, opened.id)


@router.get("/consultations")
@gate(roles=DESK | ASKERS | {"agency_head"}, reads=True)
async def list_consultations(
    query: Annotated[ConsultationQuery, Query()], tx: Tx
) -> Page[ConsultationLineOut]:
    """List consultations that you may see, oldest first."""
    filters = query.model_dump(include={"state", "channel", "held_at_org_id"})
    statement = consultations_list(tx, **filters)
    return await page(
        tx, statement, query, order=CONSULTATION_ORDER, item=ConsultationLineOut.of_row
    )


@router.get("/consultations/{consultation_id}")
@gate(roles=DESK | ASKERS, reads=True, refuses=(ConsultationNotFound,))
async def read_consultation(consultation_id: UUID, tx: Tx) -> ConsultationOut:
    """Read one consultation. A read by staff is recorded."""
    shown = await _shown(tx, consultation_id)
    if tx.actor.has(*STAFF):
        await record_read(tx, "consultation.read", consultation_id=str(consultation_id))
    return shown


@router.post("/consultations/{consultation_id}/answer", status_code=201)
@gate(
    roles=DESK,
    judges=True,
    refuses=(ConsultationNotFound, RightToApplyNotTold, ActNotAllowedNow),
)
async def answer_one_consultation(consultation_id: UUID, body: ReplyIn, tx: Tx) -> ConsultationOut:
    """Answer. Where legal aid is likely to cover it, the person is told so."""
    await answer_consultation(tx, consultation_id=consultation_id, reply=body.reply())
    return await _shown(tx, consultation_id)


@router.post("/consultations/{consultation_id}/appointment", status_code=201)
@gate(
    roles=DESK,
    judges=True,
    refuses=(ConsultationNotFound, AppointmentInThePast, ActNotAllowedNow),
)
async def book_one_consultation(
    consultation_id: UUID, body: AppointmentIn, tx: Tx
) -> ConsultationOut:
    """Agree a time for a hard question."""
    await book_consultation(tx, consultation_id=consultation_id, booked_for=body.booked_for)
    return await _shown(tx, consultation_id)


@router.post("/consultations/{consultation_id}/referral", status_code=201)
@gate(
    roles=DESK,
    judges=True,
    refuses=(ConsultationNotFound, OrganizationUnknown, ActNotAllowedNow),
)
async def refer_one_consultation(
    consultation_id: UUID, body: ReferralIn, tx: Tx
) -> ConsultationOut:
    """Point to the body that can help where it is no question for us."""
    await refer_consultation(
        tx, consultation_id=consultation_id, org_id=body.org_id, text=body.text
    )
    return await _shown(tx, consultation_id)


@router.post("/consultations/{consultation_id}/application", status_code=201)
@gate(
    roles={"intake_clerk", "station_clerk"} | ASKERS,
    appends=True,
    refuses=(
        ConsultationNotFound,
        ConsultationIncomplete,
        ConsultationAlreadyApplied,
        *FILING_REFUSALS,
    ),
)
async def apply_from_one_consultation(
    consultation_id: UUID, body: CompletionIn, tx: Tx
) -> ApplicationOut:
    """Make an application of it with one call: nothing that was told is asked again."""
    completion = body.completion(today=law_date(tx.now))
    filed = await apply_from_consultation(
        tx, consultation_id=consultation_id, completion=completion
    )
    return await shown_application(tx, filed.application.id, found=filed.duplicate)


async def _shown(tx: Transaction, consultation_id: UUID) -> ConsultationOut:
    consultations = Consultations(tx)
    held = await consultations.get(consultation_id)
    question = await consultations.question(consultation_id)
    names = [name for name in ConsultationLineOut.model_fields if hasattr(held, name)]
    return ConsultationOut(
        **{name: getattr(held, name) for name in names},
        question=question.text,
        person=PersonOut.masked(question.person) if question.person else None,
        answer=await consultations.answer_text(consultation_id),
        referred_to_org_id=held.referred_to_org_id,
        reply_target_at=_reply_target(held),
        next_acts=_next_acts(tx, held),
        allowed_actions=allowed_actions_out(
            CONSULTATION_TABLE.allowed_actions(held.state, tx.actor.roles)
        ),
    )


def _next_acts(tx: Transaction, held: Consultation) -> list[NextActOut]:
    """The duty to steer, as an act at hand."""
    covered = likely_covered(held.kind, held.cause_code, SCOPE_RULES, law_date(tx.now))
    return [APPLY] if covered and held.application_id is None else []


def _reply_target(held: Consultation) -> datetime | None:
    """Somebody waits on the line: minutes, though the limit is hours (law.md A26)."""
    if held.channel != LIVE:
        return None
    return held.opened_at + timedelta(minutes=LIMITS.live_reply_target_minutes)

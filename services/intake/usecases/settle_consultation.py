"""Use case: settle a question - answer it, agree a time, or point to the body that can help."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.intake.domain.consultation import Consultation, likely_covered
from services.intake.domain.events import ConsultationAnswered
from services.intake.policy import CONSULTATION_CHANNELS, SCOPE_RULES
from services.intake.store.consultations import Consultations
from services.intake.store.organizations import Organizations
from shared.db.obligations import meet_obligation
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date


@dataclass(frozen=True, kw_only=True)
class Reply:
    """``told_of_aid``: the person was told of the right to apply, the conditions and steps."""

    text: str
    told_of_aid: bool


async def answer_consultation(
    tx: Transaction, *, consultation_id: UUID, reply: Reply
) -> Consultation:
    """Raises RightToApplyNotTold where legal aid is likely to cover it (P148 9), ActNotAllowedNow."""
    held = await _loaded(tx, consultation_id)
    answered = held.answer(
        by=tx.actor.person_id,
        told_of_aid=reply.told_of_aid,
        covered=likely_covered(held.kind, held.cause_code, SCOPE_RULES, law_date(tx.now)),
        now=tx.now,
    )
    return await _settled(tx, answered, answer=reply.text)


async def refer_consultation(
    tx: Transaction, *, consultation_id: UUID, org_id: str, text: str
) -> Consultation:
    """Outside the law: point to the right body (law.md 3.12). Raises OrganizationUnknown."""
    held = await _loaded(tx, consultation_id)
    await Organizations(tx).get(org_id, pointer="/org_id")
    referred = held.refer(org_id, by=tx.actor.person_id, now=tx.now)
    return await _settled(tx, referred, answer=text)


async def book_consultation(
    tx: Transaction, *, consultation_id: UUID, booked_for: datetime
) -> Consultation:
    """A hard question gets a time, which is what the clock asks for (T28).

    Raises AppointmentInThePast, ActNotAllowedNow.
    """
    held = await _loaded(tx, consultation_id)
    saved = await Consultations(tx).save(held.book(booked_for, now=tx.now))
    await _meet_clock(tx, saved)
    tx.record(f"consultation/{saved.id}", "consultation.book", booked_for=booked_for)
    return saved


async def _loaded(tx: Transaction, consultation_id: UUID) -> Consultation:
    held = await Consultations(tx).get(consultation_id)
    tx.expect_version(held.version)
    await tx.write_into(held.agency_org_id)
    return held


async def _settled(tx: Transaction, settled: Consultation, *, answer: str) -> Consultation:
    saved = await Consultations(tx).save(settled, answer=answer)
    await _meet_clock(tx, saved)
    tx.record(f"consultation/{saved.id}", "consultation.answer", told_of_aid=saved.told_of_aid)
    assert saved.answered_at is not None
    tx.publish(
        ConsultationAnswered(
            consultation_id=saved.id,
            agency_org_id=saved.agency_org_id,
            state=str(saved.state),
            told_of_aid=saved.told_of_aid,
            answered_at=saved.answered_at,
        ),
        tenant=saved.agency_org_id,
    )
    return saved


async def _meet_clock(tx: Transaction, settled: Consultation) -> None:
    clock = CONSULTATION_CHANNELS[settled.channel].clock
    if clock:
        await meet_obligation(tx, f"consultation/{settled.id}", clock, tx.now)

"""API: decisions 给予/不予 - made by a named approver, with a packet that anyone can recompute."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.intake.api.coded import labels
from services.intake.api.decisions_bodies import (
    DecisionIn,
    DecisionOut,
    DecisionQuery,
    LetterOut,
    ObjectionOut,
    PacketOut,
    VerificationOut,
    reason_out,
)
from services.intake.domain.application import ApplicationNotFound
from services.intake.domain.decision import (
    AgencyCannotDecide,
    Decision,
    DecisionContradictsFindings,
    DecisionNotFound,
    GrantNeedsExplanation,
    RefusalNeedsReason,
)
from services.intake.domain.duplicate import DuplicateNotRuled
from services.intake.domain.hardship import HouseholdStatementMissing
from services.intake.domain.matter import Part
from services.intake.domain.objection import CorrectionOrderBinds
from services.intake.policy import DEADLINES
from services.intake.queries.matters import DECISION_ORDER, decisions_list
from services.intake.store.decisions import Decisions, decision_of
from services.intake.store.matters import Matters
from services.intake.store.organizations import Organizations
from services.intake.usecases.decide_application import decide_application
from services.intake.usecases.note_read import Look, note_read
from services.intake.usecases.verify_decision import verify_decision
from shared.db.transaction import Transaction
from shared.http.lists import Page, page
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.clock import law_date
from shared.kernel.refusals import PolicyRowMissing
from shared.kernel.transitions import ActNotAllowedNow

CLERKS = {"intake_clerk", "reviewer", "agency_head"}
READERS = CLERKS | {"applicant", "representative", "bureau_officer"}

router = ServiceRouter(prefix="/intake/v1", tags=["decisions"])


@router.post("/applications/{application_id}/decision", status_code=201)
@gate(
    roles={"reviewer", "agency_head"},
    judges=True,
    refuses=(
        ApplicationNotFound,
        ActNotAllowedNow,
        AgencyCannotDecide,
        DuplicateNotRuled,
        DecisionContradictsFindings,
        GrantNeedsExplanation,
        RefusalNeedsReason,
        CorrectionOrderBinds,
        PolicyRowMissing,
        HouseholdStatementMissing,
    ),
)
async def decide_one_application(application_id: UUID, body: DecisionIn, tx: Tx) -> DecisionOut:
    """Grant or refuse, by name and with reasons.

    Against the rules' recommendation only the agency head decides, and explains it. A refusal says
    where to object and until when (法律援助法 49). A refusal under an order to correct is granted here.
    """
    made = await decide_application(tx, application_id=application_id, verdict=body.verdict())
    return DecisionOut.of(made)


@router.get("/decisions")
@gate(roles=READERS, reads=True)
async def list_decisions(query: Annotated[DecisionQuery, Query()], tx: Tx) -> Page[DecisionOut]:
    """List decisions that you may see, oldest first."""
    statement = decisions_list(tx, outcome=query.outcome, matter_id=query.matter_id)
    return await page(
        tx,
        statement,
        query,
        order=DECISION_ORDER,
        item=lambda row: DecisionOut.of(decision_of(row)),
    )


@router.get("/decisions/{decision_id}")
@gate(roles=READERS, reads=True, refuses=(DecisionNotFound,))
async def read_decision(decision_id: UUID, tx: Tx) -> DecisionOut:
    """Read one decision."""
    return DecisionOut.of(await Decisions(tx).get(decision_id))


@router.get("/decisions/{decision_id}/packet")
@gate(roles=READERS, reads=True, refuses=(DecisionNotFound,))
async def read_packet(decision_id: UUID, tx: Tx) -> PacketOut:
    """Read what was decided on: facts, materials, rule rows with digests, traces."""
    made = await Decisions(tx).get(decision_id)
    await _note(tx, made)
    packet = await Decisions(tx).packet(decision_id)
    return PacketOut(decision_id=made.id, digest=made.packet_digest, packet=packet)


@router.get("/decisions/{decision_id}/verification")
@gate(roles=READERS, reads=True, refuses=(DecisionNotFound, PolicyRowMissing))
async def verify_one_decision(decision_id: UUID, tx: Tx) -> VerificationOut:
    """Apply the rules again to the packet's facts and compare the digests."""
    found = await verify_decision(tx, decision_id=decision_id)
    return VerificationOut(
        decision_id=decision_id,
        stored_digest=found.stored_digest,
        recomputed_digest=found.recomputed_digest,
        same=found.same,
    )


@router.get("/decisions/{decision_id}/letter")
@gate(roles=READERS, reads=True, refuses=(DecisionNotFound,))
async def read_letter(decision_id: UUID, tx: Tx) -> LetterOut:
    """Read the data of the decision letter. It bears the recipient's name; the read is noted."""
    decisions = Decisions(tx)
    made = await decisions.get(decision_id)
    await _note(tx, made)
    return await _letter(tx, made, await decisions.letter_no(decision_id))


async def _note(tx: Transaction, made: Decision) -> None:
    matter = await Matters(tx).get(made.matter_id)
    await note_read(tx, matter=matter, look=Look(purpose="review", whole=True))


async def _letter(tx: Transaction, made: Decision, letter_no: str) -> LetterOut:
    matters = Matters(tx)
    matter, people = await matters.get(made.matter_id), await matters.people(made.matter_id)
    names = await Organizations(tx).names([made.agency_org_id, made.objection_org_id or ""])
    cause_zh, cause_en = labels("causes", matter.cause_code)
    recipient = next(person for person in people if person.part is Part.APPLICANT)
    return LetterOut(
        letter_no=letter_no,
        agency_org_id=made.agency_org_id,
        agency_name=names[made.agency_org_id],
        recipient_name=recipient.name,
        case_no=matter.case_no,
        cause_zh=cause_zh,
        cause_en=cause_en,
        outcome=made.outcome,
        reasons=[reason_out(code) for code in made.reason_codes],
        articles=list(made.articles),
        decided_on=law_date(made.decided_at),
        objection=_objection(made, names),
    )


def _objection(made: Decision, names: dict[str, str]) -> ObjectionOut | None:
    if made.objection_org_id is None or made.objection_until_on is None:
        return None
    rule = DEADLINES["T17"]
    return ObjectionOut(
        org_id=made.objection_org_id,
        org_name=names.get(made.objection_org_id, made.objection_org_id),
        until_on=made.objection_until_on,
        article=f"法律援助法 49; {rule.article}",
        verified=rule.verified,
        note_zh="期限自收到决定之日起算；十五日的依据尚待核对原文，逾期提出的异议仍予接收。",
        note_en="Counted from the day you receive it; the figure awaits a check of the text, "
        "and a late objection is still taken in.",
    )

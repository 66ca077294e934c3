"""Use case: make an application of a consultation; what was told there is not asked again."""

from dataclasses import dataclass, replace
from uuid import UUID

from services.intake.domain.applying import same_person
from services.intake.domain.consultation import Consultation, ConsultationIncomplete, Question
from services.intake.domain.facts import Household
from services.intake.domain.filing import Filing, FilingLink, FilingMember, LinkKind
from services.intake.domain.matter import Needs, Part, Person
from services.intake.domain.signature import Signature
from services.intake.policy import CONSULTATION_CHANNELS
from services.intake.store.consultations import Consultations
from services.intake.usecases.file_application import Filed, file_application
from shared.db.transaction import Transaction


@dataclass(frozen=True, kw_only=True)
class Completion:
    """What an application needs beyond the consultation; None takes what was told there."""

    applicant: Person | None
    agent: Person | None
    kind: str | None
    cause_code: str | None
    statement: str | None
    service: str
    stage: str
    standing: str
    circumstances: frozenset[str]
    tags: frozenset[str]
    household: Household | None
    needs: Needs
    opponents: tuple[Person, ...]
    materials: frozenset[str]
    signature: Signature


async def apply_from_consultation(
    tx: Transaction, *, consultation_id: UUID, completion: Completion
) -> Filed:
    """Keeps the link both ways (P148 9).

    Raises ConsultationIncomplete, ConsultationAlreadyApplied, and what filing raises.
    """
    consultations = Consultations(tx)
    held = await consultations.get(consultation_id)
    held.require_unapplied()
    question = await consultations.question(consultation_id)
    filing = _filing(tx, held, question, completion)
    (filed,) = await file_application(tx, filing=filing)
    await consultations.save(held.apply(filed.application.id))
    tx.record(f"consultation/{held.id}", "consultation.apply", application_id=filed.application.id)
    return filed


def _filing(
    tx: Transaction, held: Consultation, question: Question, completion: Completion
) -> Filing:
    applicant = _applicant(question, completion)
    kind = completion.kind or held.kind
    cause_code = completion.cause_code or held.cause_code
    known = {"applicant": applicant, "kind": kind, "cause_code": cause_code}
    missing = sorted(name for name, value in known.items() if value is None)
    if applicant is None or kind is None or cause_code is None:
        raise ConsultationIncomplete(missing=missing)
    member = FilingMember(
        applicant=applicant,
        agent=completion.agent,
        household=completion.household,
        tags=completion.tags,
        needs=completion.needs,
        owner_subject=held.owner_subject,
    )
    return Filing(
        org_id=held.held_at_org_id,
        channel=CONSULTATION_CHANNELS[held.channel].application_channel,
        kind=kind,
        service=completion.service,
        stage=completion.stage,
        cause_code=cause_code,
        standing=completion.standing,
        circumstances=completion.circumstances,
        opponents=completion.opponents,
        materials=completion.materials,
        statement=completion.statement or question.text,
        signature_method=completion.signature.method,
        signed_on=completion.signature.signed_on,
        signed_by=completion.signature.signed_by,
        members=(member,),
        link=FilingLink(kind=LinkKind.CONSULTATION, linked_id=held.id),
    )


def _applicant(question: Question, completion: Completion) -> Person | None:
    """What the completion says of the same person fills the gaps of what was told before."""
    told, added = question.person, completion.applicant
    if told is None or added is None or not same_person(told, added):
        found = added or told
        return replace(found, part=Part.APPLICANT) if found else None
    return replace(added, phone=added.phone or told.phone, address=added.address or told.address)

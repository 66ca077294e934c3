"""Use case: issue a document - numbered without a gap, its facts sealed, rendered whenever asked for."""

import secrets
from collections.abc import Mapping
from uuid import UUID

from services.intake.domain.document import (
    Document,
    DocumentKind,
    DocumentText,
    Fact,
    missing_characters,
    require_facts,
    zh_date,
)
from services.intake.domain.events import DocumentIssued
from services.intake.domain.matter import Matter, Part, Person
from services.intake.domain.numbering import document_number, document_series
from services.intake.policy.documents import document_kind, document_text, label_zh
from services.intake.store.documents import Documents
from services.intake.store.files import file_of
from services.intake.store.matters import Matters
from services.intake.store.organizations import Organizations
from services.intake.usecases.notify_of_document import notify_of_document
from shared.db.numbers import next_number
from shared.db.transaction import Transaction
from shared.files.faces import face_characters
from shared.kernel.clock import law_date

NATIONAL_LANGUAGE = "zh"
VERIFY_PATH = "/intake/v1/document-verifications"
VERIFY_CODE_BYTES = 16  # 128 bits: found by scanning the letter, never by guessing


async def issue_document(
    tx: Transaction,
    *,
    matter_id: UUID,
    kind: str,
    facts: Mapping[str, Fact],
    number: str | None = None,
    source_id: UUID | None = None,
    addressee_org_id: str | None = None,
) -> Document:
    """Issue one document of ``kind`` (``policy/documents.toml``) on a matter and say so.

    ``facts`` are the words that the wording of the day asks for beyond those of every letter:
    agency_name, agency_phone, recipient_name, cause, case_no, issued_on. ``number`` is drawn from
    the kind's series unless the caller has one. ``source_id`` is the decision or application
    behind it. Characters that the face lacks are counted as gaps, and printed as such.

    Raises PolicyRowMissing, DocumentFactsMissing, MatterNotFound.
    """
    row, text = document_kind(kind), document_text(kind, law_date(tx.now))
    matter = await Matters(tx).get(matter_id)
    verify_code = secrets.token_urlsafe(VERIFY_CODE_BYTES)
    said: dict[str, Fact] = {
        **await _common(tx, matter),
        **facts,
        "check_address": f"{tx.transactions.public_url}{VERIFY_PATH}/{verify_code}",
    }
    require_facts(text, said)
    issued = Document(
        id=tx.new_id(),
        matter_id=matter.id,
        agency_org_id=matter.agency_org_id,
        kind=row.code,
        number=number or await _number(tx, matter, row),
        text_version=text.version,
        source_id=source_id,
        addressee_org_id=addressee_org_id,
        language=await _language(tx, matter, text),
        verify_code=verify_code,
        gaps=len(missing_characters(said, face_characters())),
        issued_at=tx.now,
        issued_by=tx.actor.person_id,
    )
    await Documents(tx).add(issued, said)
    _say(tx, issued)
    await notify_of_document(tx, document=issued)
    return issued


async def _common(tx: Transaction, matter: Matter) -> dict[str, Fact]:
    """The facts of every letter."""
    agency = await Organizations(tx).get(matter.agency_org_id, pointer="/agency_org_id")
    people = await Matters(tx).people(matter.id)
    return {
        "agency_name": agency.name,
        "agency_phone": agency.phone,
        "recipient_name": _recipient(people).name,
        "cause": label_zh("causes", matter.cause_code),
        "case_no": matter.case_no or "",
        "issued_on": zh_date(law_date(tx.now)),
    }


async def _language(tx: Transaction, matter: Matter, text: DocumentText) -> str:
    """The recipient's language, looked up only where the wording has a second one."""
    if not text.second_language:
        return NATIONAL_LANGUAGE
    _, form, paper = await file_of(tx, matter.id)
    return form.needs.language if form else (paper or {}).get("language", NATIONAL_LANGUAGE)


def _recipient(people: tuple[Person, ...]) -> Person:
    return next(one for one in people if one.part in (Part.APPLICANT, Part.ACCUSED))


async def _number(tx: Transaction, matter: Matter, row: DocumentKind) -> str:
    year, agency = law_date(tx.now).year, matter.agency_org_id
    serial = await next_number(tx, document_series(agency, year, row.code))
    return document_number(agency, year, row.mark, serial)


def _say(tx: Transaction, issued: Document) -> None:
    tx.record(
        f"matter/{issued.matter_id}",
        "document.issue",
        document_id=issued.id,
        kind=issued.kind,
        number=issued.number,
    )
    tx.publish(
        DocumentIssued(
            matter_id=issued.matter_id,
            agency_org_id=issued.agency_org_id,
            document_id=issued.id,
            kind=issued.kind,
            number=issued.number,
            addressee_org_id=issued.addressee_org_id,
            issued_at=issued.issued_at,
        ),
        tenant=issued.agency_org_id,
    )

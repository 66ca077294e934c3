"""API: documents - listed to those who may see their kind, printed, withdrawn, verified by anybody."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from services.intake.api.documents_bodies import (
    DocumentOut,
    DocumentQuery,
    DocumentVerificationOut,
    DocumentWithdrawalIn,
)
from services.intake.domain.document import (
    CLERKS,
    Document,
    DocumentNotFound,
    DocumentNotReproducible,
    DocumentNotVerified,
)
from services.intake.domain.matter import MatterNotFound
from services.intake.policy.documents import kinds_for
from services.intake.queries.documents import DOCUMENT_ORDER, documents_list
from services.intake.store.documents import Documents, document_of
from services.intake.store.matters import Matters
from services.intake.store.organizations import Organizations
from services.intake.usecases.note_opening import note_opening
from services.intake.usecases.note_read import Look, note_read
from services.intake.usecases.print_document import print_document
from services.intake.usecases.verify_document import verify_document
from services.intake.usecases.withdraw_document import withdraw_document
from shared.db.transaction import Transaction
from shared.http.lists import Page, page
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.transitions import ActNotAllowedNow

READERS = CLERKS | {
    "applicant",
    "representative",
    "provider",
    "station_clerk",
    "bureau_officer",
}

router = ServiceRouter(prefix="/intake/v1", tags=["documents"])


class PdfResponse(Response):
    media_type = "application/pdf"


@router.get("/matters/{matter_id}/documents")
@gate(roles=set(READERS), reads=True, refuses=(MatterNotFound,))
async def list_documents(
    matter_id: UUID, query: Annotated[DocumentQuery, Query()], tx: Tx
) -> Page[DocumentOut]:
    """List the documents of a matter whose kind you may see, oldest first."""
    await Matters(tx).get(matter_id)
    statement = documents_list(tx, matter_id=matter_id, kinds=kinds_for(tx.actor.roles))
    return await page(
        tx,
        statement,
        query,
        order=DOCUMENT_ORDER,
        item=lambda row: DocumentOut.of(document_of(row), tx.actor.roles),
    )


@router.get("/documents/{document_id}")
@gate(roles=set(READERS), reads=True, refuses=(DocumentNotFound,))
async def read_document(document_id: UUID, tx: Tx) -> DocumentOut:
    """Read one document: what it is, not what it says."""
    return DocumentOut.of(await _readable(tx, document_id), tx.actor.roles)


@router.get("/documents/{document_id}/file", response_class=PdfResponse)
@gate(roles=set(READERS), reads=True, refuses=(DocumentNotFound, DocumentNotReproducible))
async def print_one_document(document_id: UUID, tx: Tx) -> Response:
    """Print the letter as PDF/A. It bears names: the read is noted for the citizen to see.

    Opened by the recipient's own account, it is served where electronic service was queued.
    """
    document = await _readable(tx, document_id)
    matter = await Matters(tx).get(document.matter_id)
    await note_read(tx, matter=matter, look=Look(purpose="document", whole=True))
    pdf = await print_document(tx, document=document)
    await note_opening(tx, matter=matter, document=document, pdf=pdf)
    return pdf_response(document, pdf)


@router.post("/documents/{document_id}/withdrawal", status_code=201)
@gate(
    roles={"reviewer", "agency_head"},
    judges=True,
    refuses=(DocumentNotFound, ActNotAllowedNow),
)
async def withdraw_one_document(
    document_id: UUID, body: DocumentWithdrawalIn, tx: Tx
) -> DocumentOut:
    """Withdraw a letter. Its number is not given again; whoever verifies it is told."""
    saved = await withdraw_document(tx, document_id=document_id, reason_code=body.reason_code)
    return DocumentOut.of(saved, tx.actor.roles)


@router.get("/document-verifications/{code}")
@gate(roles={"public"}, reads=True, refuses=(DocumentNotVerified,))
async def verify_one_document(code: str, tx: Tx) -> DocumentVerificationOut:
    """Verify a letter by the code printed on it; no login, nothing personal."""
    found = await verify_document(tx, verify_code=code)
    names = await Organizations(tx).names([found.agency_org_id])
    return DocumentVerificationOut.of(found, names.get(found.agency_org_id, found.agency_org_id))


def pdf_response(document: Document, pdf: bytes) -> PdfResponse:
    """To be saved, not shown; never kept on the way."""
    headers = {
        "content-disposition": f'attachment; filename="{document.kind}-{document.id}.pdf"',
        "cache-control": "no-store",
    }
    return PdfResponse(pdf, headers=headers)


async def _readable(tx: Transaction, document_id: UUID) -> Document:
    """Raises DocumentNotFound, also for a kind that is not the reader's to see."""
    document = await Documents(tx).get(document_id)
    if document.kind not in kinds_for(tx.actor.roles):
        raise DocumentNotFound()
    return document

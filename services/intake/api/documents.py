"""API: documents of a matter - listed to those who may see their kind."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.intake.api.documents_bodies import DocumentOut, DocumentQuery
from services.intake.domain.matter import MatterNotFound
from services.intake.policy.documents import kinds_for
from services.intake.queries.documents import DOCUMENT_ORDER, documents_list
from services.intake.store.documents import document_of
from services.intake.store.matters import Matters
from shared.http.lists import Page, page
from shared.http.routing import ServiceRouter, Tx, gate

READERS = {
    "applicant",
    "representative",
    "provider",
    "station_clerk",
    "intake_clerk",
    "reviewer",
    "agency_head",
    "bureau_officer",
}

router = ServiceRouter(prefix="/intake/v1", tags=["documents"])


@router.get("/matters/{matter_id}/documents")
@gate(roles=READERS, reads=True, refuses=(MatterNotFound,))
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
        item=lambda row: DocumentOut.of(document_of(row)),
    )

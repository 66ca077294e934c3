"""Use case: the recipient's own account opens a letter - that is its electronic service."""

from services.intake.domain.document import Document
from services.intake.domain.matter import Matter
from services.intake.domain.service_record import ServiceProof, ServiceWay
from services.intake.store.service_records import ServiceRecords
from services.intake.usecases.record_service import settle_service
from shared.db.transaction import Scope, Transaction
from shared.files.typesetting import digest_of_file
from shared.kernel.clock import law_date

OPENED = "opened_by_recipient"


async def note_opening(tx: Transaction, *, matter: Matter, document: Document, pdf: bytes) -> None:
    """In a short transaction of its own. Nothing to do for others, or where none is queued."""
    if tx.actor.subject != matter.owner_subject:
        return
    scope = Scope(orgs=frozenset({document.agency_org_id}))
    async with tx.transactions.begin(actor=tx.actor, scope=scope) as note:
        records = ServiceRecords(note)
        record = await records.waiting(document.id, ServiceWay.ELECTRONIC)
        if record is None:
            return
        proof = ServiceProof(kind=OPENED, digest=digest_of_file(pdf))
        await records.save(record.receive(law_date(note.now), proof, now=note.now))
        note.record(f"matter/{matter.id}", "document.open", service_record_id=record.id)
        await settle_service(note, record_id=record.id)

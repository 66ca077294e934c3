"""Use case: serve a document - queue one attempt, by the way that the recipient can be reached."""

from dataclasses import dataclass
from uuid import UUID

from services.intake.domain.document import Document
from services.intake.domain.organization import require_organ
from services.intake.domain.partner_message import MessageSubject
from services.intake.domain.service_record import (
    ElectronicServiceNeedsAccount,
    ElectronicServiceWithoutConsent,
    ServiceRecord,
    ServiceState,
    ServiceWay,
)
from services.intake.store.documents import Documents
from services.intake.store.matters import Matters
from services.intake.store.organizations import Organizations
from services.intake.store.service_records import ServiceRecords, has_consent
from services.intake.usecases.send_to_partner import send_to_partner
from shared.db.grants import open_grant
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date

SERVER = "document_server"


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """By which way; the tracking number of a letter in the post may come later."""

    way: ServiceWay
    tracking_no: str | None = None
    custody_org_id: str | None = None


async def serve_document(tx: Transaction, *, document_id: UUID, attempt: Attempt) -> ServiceRecord:
    """Queue it; a custody place is asked to hand it over, an account sees it at once.

    Raises DocumentNotFound, ActNotAllowedNow for a withdrawn one, OrganizationUnknown,
    OrganizationWrongKind, ElectronicServiceWithoutConsent, ElectronicServiceNeedsAccount.
    """
    document = await Documents(tx).get(document_id)
    document.require("serve")
    if attempt.way is ServiceWay.ELECTRONIC:
        await _require_consent(tx, document.matter_id)
    record = ServiceRecord(
        id=tx.new_id(),
        document_id=document.id,
        matter_id=document.matter_id,
        agency_org_id=document.agency_org_id,
        way=attempt.way,
        state=ServiceState.QUEUED,
        issued_on=law_date(document.issued_at),
        tracking_no=attempt.tracking_no,
        custody_org_id=attempt.custody_org_id,
        queued_at=tx.now,
        queued_by=tx.actor.person_id,
    )
    await ServiceRecords(tx).add(record)
    if record.custody_org_id is not None:
        await _ask_custody_place(tx, document, record, record.custody_org_id)
    stream = f"matter/{record.matter_id}"
    tx.record(stream, "document.serve", service_record_id=record.id, way=record.way.value)
    return record


async def _require_consent(tx: Transaction, matter_id: UUID) -> None:
    matter = await Matters(tx).get(matter_id)
    if matter.owner_subject is None:
        raise ElectronicServiceNeedsAccount()
    if not await has_consent(tx, matter_id):
        raise ElectronicServiceWithoutConsent()


async def _ask_custody_place(
    tx: Transaction, document: Document, record: ServiceRecord, org_id: str
) -> None:
    """It sees this record and its letter, nothing else of the matter."""
    pointer = "/custody_org_id"
    require_organ(await Organizations(tx).get(org_id, pointer=pointer), pointer=pointer)
    await open_grant(
        tx,
        subject=f"org/{org_id}",
        object_id=record.id,
        org_id=record.agency_org_id,
        purpose=SERVER,
    )
    await send_to_partner(
        tx,
        agency_org_id=record.agency_org_id,
        partner_org_id=org_id,
        kind="document.to_serve",
        subject=MessageSubject(matter_id=record.matter_id),
        facts={
            "service_record_id": record.id,
            "document_kind": document.kind,
            "number": document.number,
            "issued_on": record.issued_on,
        },
    )

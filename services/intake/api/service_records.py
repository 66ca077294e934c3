"""API: the service of documents 送达 - queued, received or failed, and consent to electronic service."""

from uuid import UUID

from starlette.responses import Response

from services.intake.api.documents import PdfResponse, pdf_response
from services.intake.api.service_records_bodies import (
    AttemptIn,
    ElectronicConsentIn,
    ElectronicConsentOut,
    FailureOfServiceIn,
    ReceiptOfServiceIn,
    ServiceRecordOut,
    ServiceRecordsOut,
)
from services.intake.domain.document import CLERKS, DocumentNotFound, DocumentNotReproducible
from services.intake.domain.matter import MatterNotFound
from services.intake.domain.organization import OrganizationUnknown, OrganizationWrongKind
from services.intake.domain.service_record import (
    ElectronicServiceNeedsAccount,
    ElectronicServiceWithoutConsent,
    ServedBeforeIssue,
    ServedInFuture,
    ServiceRecordNotFound,
)
from services.intake.queries.documents import attempts_of
from services.intake.store.documents import Documents
from services.intake.store.service_records import ServiceRecords, service_record_of
from services.intake.usecases.consent_electronic import consent_electronic, withdraw_consent
from services.intake.usecases.print_document import print_for_server
from services.intake.usecases.record_service import record_failure, record_receipt
from services.intake.usecases.serve_document import serve_document
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.transitions import ActNotAllowedNow

SERVERS = CLERKS | {"partner"}
CONSENTERS = {"applicant", "intake_clerk", "station_clerk"}

router = ServiceRouter(prefix="/intake/v1", tags=["documents"])


@router.post("/documents/{document_id}/service-records", status_code=201)
@gate(
    roles=set(CLERKS),
    appends=True,
    refuses=(
        DocumentNotFound,
        ActNotAllowedNow,
        OrganizationUnknown,
        OrganizationWrongKind,
        ElectronicServiceWithoutConsent,
        ElectronicServiceNeedsAccount,
    ),
)
async def serve_one_document(document_id: UUID, body: AttemptIn, tx: Tx) -> ServiceRecordOut:
    """Queue one attempt to serve a document: in person, by post, electronically, through custody."""
    record = await serve_document(tx, document_id=document_id, attempt=body.attempt())
    return ServiceRecordOut.of(record, tx.actor.roles)


@router.get("/documents/{document_id}/service-records")
@gate(roles=set(CLERKS), reads=True, refuses=(DocumentNotFound,))
async def list_service_records(document_id: UUID, tx: Tx) -> ServiceRecordsOut:
    """List every attempt to serve a document, oldest first."""
    await Documents(tx).get(document_id)
    rows = await attempts_of(tx, document_id)
    items = [ServiceRecordOut.of(service_record_of(row), tx.actor.roles) for row in rows]
    return ServiceRecordsOut(items=items)


@router.get("/service-records/{record_id}")
@gate(roles=set(SERVERS), reads=True, refuses=(ServiceRecordNotFound,))
async def read_service_record(record_id: UUID, tx: Tx) -> ServiceRecordOut:
    """Read one attempt: the agency's own, or one that your custody place was asked to make."""
    return ServiceRecordOut.of(await ServiceRecords(tx).get(record_id), tx.actor.roles)


@router.get("/service-records/{record_id}/file", response_class=PdfResponse)
@gate(
    roles=set(SERVERS),
    reads=True,
    refuses=(ServiceRecordNotFound, DocumentNotReproducible, ActNotAllowedNow),
)
async def print_for_service(record_id: UUID, tx: Tx) -> Response:
    """Print the letter that is to be handed over. The read is noted for the citizen to see."""
    record = await ServiceRecords(tx).get(record_id)
    document, pdf = await print_for_server(tx, record=record)
    return pdf_response(document, pdf)


@router.post("/service-records/{record_id}/receipt", status_code=201)
@gate(
    roles=set(SERVERS),
    judges=True,
    refuses=(ServiceRecordNotFound, ActNotAllowedNow, ServedBeforeIssue, ServedInFuture),
)
async def record_one_receipt(record_id: UUID, body: ReceiptOfServiceIn, tx: Tx) -> ServiceRecordOut:
    """Record the day of receipt with its proof. Periods that run from receipt run from that day."""
    saved = await record_receipt(tx, record_id=record_id, receipt=body.receipt())
    return ServiceRecordOut.of(saved, tx.actor.roles)


@router.post("/service-records/{record_id}/failure", status_code=201)
@gate(roles=set(SERVERS), judges=True, refuses=(ServiceRecordNotFound, ActNotAllowedNow))
async def record_one_failure(record_id: UUID, body: FailureOfServiceIn, tx: Tx) -> ServiceRecordOut:
    """Record that it did not reach the recipient, and why. Another way may be tried."""
    saved = await record_failure(tx, record_id=record_id, failure_code=body.failure_code)
    return ServiceRecordOut.of(saved, tx.actor.roles)


@router.post("/matters/{matter_id}/electronic-consent", status_code=201)
@gate(
    roles=CONSENTERS,
    appends=True,
    refuses=(MatterNotFound, ElectronicServiceNeedsAccount),
)
async def give_electronic_consent(
    matter_id: UUID, body: ElectronicConsentIn, tx: Tx
) -> ElectronicConsentOut:
    """Consent to electronic service, for this matter, until taken back (民事诉讼法 90)."""
    await consent_electronic(tx, matter_id=matter_id, method=body.method)
    return ElectronicConsentOut(matter_id=matter_id, consents=True)


@router.post("/matters/{matter_id}/electronic-consent/withdrawal", status_code=201)
@gate(roles=CONSENTERS, appends=True, refuses=(MatterNotFound,))
async def withdraw_electronic_consent(matter_id: UUID, tx: Tx) -> ElectronicConsentOut:
    """Take the consent back. What was already served stays served."""
    await withdraw_consent(tx, matter_id=matter_id)
    return ElectronicConsentOut(matter_id=matter_id, consents=False)

"""Use case: record how a service ended; periods that run from receipt run from the day it names."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from services.intake.domain.document import Document
from services.intake.domain.events import DocumentFailed, DocumentServed
from services.intake.domain.service_record import ServiceProof, ServiceRecord
from services.intake.policy.documents import DOCUMENT_KINDS
from services.intake.store.documents import Documents
from services.intake.store.service_records import ServiceRecords
from shared.db.obligations import meet_obligation, restart_obligation
from shared.db.transaction import Transaction
from shared.kernel.clock import LAW_ZONE

SETTLE_TASK = "settle_service"


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """When it was received, and what shows it."""

    served_on: date
    proof: ServiceProof
    tracking_no: str | None = None


async def record_receipt(tx: Transaction, *, record_id: UUID, receipt: Receipt) -> ServiceRecord:
    """Raises ServiceRecordNotFound, ActNotAllowedNow, ServedBeforeIssue, ServedInFuture."""
    records = ServiceRecords(tx)
    record = await records.get(record_id)
    tx.expect_version(record.version)
    received = record.receive(
        receipt.served_on, receipt.proof, now=tx.now, tracking_no=receipt.tracking_no
    )
    saved = await records.save(received)
    _note(tx, saved, "document.receive")
    await _settle_soon(tx, saved)
    return saved


async def record_failure(tx: Transaction, *, record_id: UUID, failure_code: str) -> ServiceRecord:
    """Raises ServiceRecordNotFound, ActNotAllowedNow."""
    records = ServiceRecords(tx)
    record = await records.get(record_id)
    tx.expect_version(record.version)
    saved = await records.save(record.fail(failure_code, now=tx.now))
    _note(tx, saved, "document.fail")
    await _settle_soon(tx, saved)
    return saved


async def settle_service(tx: Transaction, *, record_id: UUID) -> None:
    """Let the period run from the day of receipt, and say what became of the service."""
    record = await ServiceRecords(tx).get(record_id)
    document = await Documents(tx).get(record.document_id)
    if record.served_on is None:
        tx.publish(_failed(record, document), tenant=record.agency_org_id)
        return
    sending = DOCUMENT_KINDS[document.kind].sending
    if sending:
        await meet_obligation(tx, f"matter/{record.matter_id}", sending, tx.now)
    until_on = await _run_from_receipt(tx, record, document)
    tx.publish(_served(record, document, until_on), tenant=record.agency_org_id)


async def _settle_soon(tx: Transaction, record: ServiceRecord) -> None:
    """A partner sees the record alone; the matter's clocks are the agency's to move."""
    if tx.actor.org_id == record.agency_org_id:
        await settle_service(tx, record_id=record.id)
        return
    tx.enqueue(
        SETTLE_TASK,
        {"record_id": str(record.id)},
        tenant=record.agency_org_id,
        stream=f"matter/{record.matter_id}",
    )


async def _run_from_receipt(
    tx: Transaction, record: ServiceRecord, document: Document
) -> date | None:
    """The last day of the period, counted from the first receipt; None where none runs.

    A letter that was withdrawn while under way starts nothing.
    """
    period = DOCUMENT_KINDS[document.kind].period
    assert record.served_on is not None
    if not period or document.withdrawn_at is not None:
        return None
    if await ServiceRecords(tx).served_earlier(record):
        return None
    start = datetime.combine(record.served_on, time.min, LAW_ZONE)
    return await restart_obligation(tx, f"matter/{record.matter_id}", period, start)


def _note(tx: Transaction, record: ServiceRecord, act: str) -> None:
    tx.record(
        f"matter/{record.matter_id}",
        act,
        service_record_id=record.id,
        way=record.way.value,
        served_on=record.served_on,
        failure_code=record.failure_code,
    )


def _served(record: ServiceRecord, document: Document, until_on: date | None) -> DocumentServed:
    assert record.served_on is not None
    return DocumentServed(
        matter_id=record.matter_id,
        agency_org_id=record.agency_org_id,
        document_id=document.id,
        kind=document.kind,
        number=document.number,
        way=record.way.value,
        served_on=record.served_on,
        period_code=DOCUMENT_KINDS[document.kind].period or None,
        period_until_on=until_on,
    )


def _failed(record: ServiceRecord, document: Document) -> DocumentFailed:
    assert record.failure_code is not None
    assert record.ended_at is not None
    return DocumentFailed(
        matter_id=record.matter_id,
        agency_org_id=record.agency_org_id,
        document_id=document.id,
        kind=document.kind,
        number=document.number,
        way=record.way.value,
        failure_code=record.failure_code,
        failed_at=record.ended_at,
    )

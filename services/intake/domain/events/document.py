"""Domain: facts about letters and their service."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.kernel.events import event


@event("intake.document.issued.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class DocumentIssued:
    matter_id: UUID
    agency_org_id: str
    document_id: UUID
    kind: str
    number: str
    addressee_org_id: str | None
    issued_at: datetime


@event("intake.document.served.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class DocumentServed:
    """``period_until_on``: the last day of the period that runs from this receipt, if one does."""

    matter_id: UUID
    agency_org_id: str
    document_id: UUID
    kind: str
    number: str
    way: str
    served_on: date
    period_code: str | None
    period_until_on: date | None


@event("intake.document.failed.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class DocumentFailed:
    matter_id: UUID
    agency_org_id: str
    document_id: UUID
    kind: str
    number: str
    way: str
    failure_code: str
    failed_at: datetime

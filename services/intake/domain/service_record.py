"""Domain: the service of a document 送达 - to whom, by which way, when received, and what proves it.

Periods that run from receipt run from the day recorded here (P148 22; law.md A34).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from shared.kernel.clock import law_date
from shared.kernel.refusals import Conflict, NotFound
from shared.kernel.transitions import Transition, TransitionTable


class ServiceRecordNotFound(NotFound):
    """No such service record, or not yours to see."""


class ServedBeforeIssue(Conflict):
    """Nobody receives a document before it was issued. Facts: ``issued_on``."""


class ServedInFuture(Conflict):
    """A day of receipt is recorded once it has come. Facts: ``today``."""


class ElectronicServiceWithoutConsent(Conflict):
    """Electronic service needs the recipient's recorded consent (民事诉讼法 90; law.md A34)."""


class ElectronicServiceNeedsAccount(Conflict):
    """Nobody's account follows this matter, so nothing can be served to it."""


class ServiceWay(StrEnum):
    IN_PERSON = "in_person"  # 直接送达
    POST = "post"  # 邮寄送达
    ELECTRONIC = "electronic"  # 电子送达
    CUSTODY = "custody"  # 转交送达: through the custody place


class ServiceState(StrEnum):
    QUEUED = "queued"
    SERVED = "served"
    FAILED = "failed"


_QUEUED = frozenset({ServiceState.QUEUED})
_WHO = frozenset({"intake_clerk", "reviewer", "agency_head", "partner"})

SERVICE_TABLE: TransitionTable[ServiceState] = TransitionTable(
    (
        Transition("record_receipt", _QUEUED, ServiceState.SERVED, _WHO),
        Transition("record_failure", _QUEUED, ServiceState.FAILED, _WHO),
    )
)


@dataclass(frozen=True, kw_only=True)
class ServiceProof:
    """What shows that it was received: the kind of paper, and its SHA-256."""

    kind: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class ServiceRecord:
    """One attempt to serve one document. ``served_on``: the day of receipt."""

    id: UUID
    document_id: UUID
    matter_id: UUID
    agency_org_id: str
    way: ServiceWay
    state: ServiceState
    issued_on: date
    tracking_no: str | None
    custody_org_id: str | None
    queued_at: datetime
    queued_by: str  # person_id
    served_on: date | None = None
    proof: ServiceProof | None = None
    failure_code: str | None = None
    ended_at: datetime | None = None
    version: int = 1

    def receive(
        self, served_on: date, proof: ServiceProof, *, now: datetime, tracking_no: str | None = None
    ) -> "ServiceRecord":
        """Raises ActNotAllowedNow, ServedBeforeIssue, ServedInFuture."""
        state = SERVICE_TABLE.after(self.state, "record_receipt")
        if served_on < self.issued_on:
            raise ServedBeforeIssue(issued_on=self.issued_on)
        if served_on > law_date(now):
            raise ServedInFuture(today=law_date(now))
        return replace(
            self,
            state=state,
            served_on=served_on,
            proof=proof,
            tracking_no=tracking_no or self.tracking_no,
            ended_at=now,
        )

    def fail(self, failure_code: str, *, now: datetime) -> "ServiceRecord":
        """It did not reach the recipient: another way is tried. Raises ActNotAllowedNow."""
        state = SERVICE_TABLE.after(self.state, "record_failure")
        return replace(self, state=state, failure_code=failure_code, ended_at=now)

"""Domain: every fact that payment publishes. Ids, codes, dates and fen; never personal data."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.kernel.events import event


@event("payment.budget.reserved.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class BudgetReserved:
    """Money is committed to a stage of a matter, funded or not."""

    matter_id: UUID
    stage_assignment_id: UUID
    agency_org_id: str
    fund_source: str
    use_line: str
    amount_fen: int


@event("payment.budget.exceeded.v1", stream="budget")
@dataclass(frozen=True, kw_only=True)
class BudgetExceeded:
    """A commitment was taken on that the line could not carry: bureau and finance must act."""

    budget_id: UUID
    agency_org_id: str
    fund_source: str
    use_line: str
    short_fen: int


@dataclass(frozen=True, kw_only=True)
class ClaimFact:
    """What every fact of a claim carries."""

    claim_id: UUID
    matter_id: UUID | None
    stage_assignment_id: UUID | None
    attendance_id: UUID | None
    provider_id: UUID
    agency_org_id: str


@event("payment.claim.opened.v1", stream="claim")
@dataclass(frozen=True, kw_only=True)
class ClaimOpened(ClaimFact):
    """The work is done: the closing file passed, or the attendance was confirmed."""

    claim_kind: str


@event("payment.claim.priced.v1", stream="claim")
@dataclass(frozen=True, kw_only=True)
class ClaimPriced(ClaimFact):
    """The amount is known and cites its rate row; a public post has zero and no row."""

    claim_kind: str
    amount_fen: int
    rate_row_id: str | None


@event("payment.claim.held.v1", stream="claim")
@dataclass(frozen=True, kw_only=True)
class ClaimHeld(ClaimFact):
    """The claim waits visibly for what ``reason_code`` names."""

    claim_kind: str
    reason_code: str


@event("payment.claim.approved.v1", stream="claim")
@dataclass(frozen=True, kw_only=True)
class ClaimApproved(ClaimFact):
    """A person of the agency approved the amount."""

    claim_kind: str
    amount_fen: int
    rate_row_id: str | None


@event("payment.batch.released.v1", stream="batch")
@dataclass(frozen=True, kw_only=True)
class BatchReleased:
    """The money left for the bank."""

    batch_id: UUID
    agency_org_id: str
    claim_count: int
    total_fen: int
    released_at: datetime


@event("payment.subsidy.paid.v1", stream="claim")
@dataclass(frozen=True, kw_only=True)
class SubsidyPaid(ClaimFact):
    """The bank confirmed that the handler has the money, whole: withheld tax is always zero."""

    amount_fen: int
    paid_on: date
    batch_id: UUID

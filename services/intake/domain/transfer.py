"""Domain: the transfer 移送 - a matter goes to the agency that is competent, and is never bounced.

The first received time goes with it (law.md A5). The agency that hands over keeps a stub: codes
and dates, no file. An agency outside this system gets a signed package and gives a paper receipt.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.intake.domain.organization import AGENCY, Organization
from shared.kernel.refusals import Conflict, NotFound


class TransferNotFound(NotFound):
    """No such transfer, or not yours to see."""


class ReceiverCannotDecide(Conflict):
    """The organization takes no decisions: name the agency behind it. Facts: ``org``, ``parent``."""


class ReceiverHadItBefore(Conflict):
    """A matter never goes back to an agency that handed it over. Facts: ``org``."""


class TransferAlreadyReceived(Conflict):
    """The receipt is on record. Facts: ``received_at``."""


class TransferState(StrEnum):
    HANDED_OVER = "handed_over"
    RECEIVED = "received"


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """The sender's stub. ``to_org_id`` in this system, else ``to_name`` and a package."""

    id: UUID
    matter_id: UUID
    from_org_id: str
    to_org_id: str | None
    to_name: str
    cause_code: str
    reference_no: str | None  # the receipt that the applicant holds
    first_received_at: datetime
    reason_code: str
    transferred_at: datetime
    transferred_by: str  # person_id
    package_digest: str | None = None
    state: TransferState = TransferState.HANDED_OVER
    received_at: datetime | None = None
    received_by: str | None = None  # person_id, or of whoever recorded the paper receipt
    paper_receipt_no: str | None = None

    def receive(self, *, at: datetime, by: str, paper_receipt_no: str | None) -> "Transfer":
        """Raises TransferAlreadyReceived."""
        if self.received_at is not None:
            raise TransferAlreadyReceived(received_at=self.received_at.isoformat())
        return replace(
            self,
            state=TransferState.RECEIVED,
            received_at=at,
            received_by=by,
            paper_receipt_no=paper_receipt_no,
        )


def require_receiver(org: Organization, *, held_before: Collection[str]) -> None:
    """Raises ReceiverCannotDecide, ReceiverHadItBefore (the city's agency then decides who has it)."""
    if org.kind != AGENCY or not org.can_decide:
        raise ReceiverCannotDecide(org=org.code, parent=org.parent_code or "")
    if org.code in held_before:
        raise ReceiverHadItBefore(org=org.code)

"""API: bodies of transfers - to an agency of this system, or to one outside by package."""

from datetime import datetime
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from services.intake.api.coded import OrgCode, TransferReason
from services.intake.api.examples import shown
from services.intake.domain.transfer import Transfer, TransferState
from shared.http.bodies import Answer, Body
from shared.http.lists import PageQuery


class TransferIn(Body):
    """One of ``to_org_id`` and ``to_name`` (an agency outside this system)."""

    model_config = shown({"to_org_id": "LA-150204", "reason_code": "OTHER_AREA"})

    to_org_id: OrgCode | None = None
    to_name: str | None = Field(None, min_length=2, max_length=120)
    reason_code: TransferReason

    @model_validator(mode="after")
    def _one_receiver(self) -> "TransferIn":
        if (self.to_org_id is None) == (self.to_name is None):
            raise PydanticCustomError("missing", "one of to_org_id and to_name")
        return self


class TransferReceiptIn(Body):
    """``paper_receipt_no`` where an agency outside this system signed for the package."""

    paper_receipt_no: str | None = Field(None, min_length=1, max_length=80)


class TransferOut(Answer):
    """The stub: codes and dates of what was handed over. No personal data."""

    id: UUID
    matter_id: UUID
    from_org_id: str
    to_org_id: str | None
    to_name: str
    cause_code: str
    reference_no: str | None
    first_received_at: datetime
    reason_code: str
    transferred_at: datetime
    package_digest: str | None
    state: TransferState
    received_at: datetime | None
    paper_receipt_no: str | None

    @classmethod
    def of(cls, transfer: Transfer) -> "TransferOut":
        return cls.model_validate(transfer)


class TransferQuery(PageQuery):
    matter_id: UUID | None = None
    to_org_id: str | None = Field(None, max_length=40)
    state: TransferState | None = None

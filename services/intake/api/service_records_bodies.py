"""API: bodies of the service of documents, and of consents to electronic service."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from services.intake.api.coded import (
    OrgCode,
    ServiceFailure,
    ServiceProofKind,
    SignatureMethod,
)
from services.intake.domain.service_record import (
    SERVICE_TABLE,
    ServiceProof,
    ServiceRecord,
    ServiceState,
    ServiceWay,
)
from services.intake.usecases.record_service import Receipt
from services.intake.usecases.serve_document import Attempt
from shared.http.bodies import AllowedActionOut, Answer, Body, allowed_actions_out

TrackingNo = Annotated[str, Field(min_length=6, max_length=40, examples=["EMS1234567890"])]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", examples=["0" * 64])]


class AttemptIn(Body):
    """``custody_org_id`` belongs to service through a custody place, and only there."""

    way: ServiceWay
    tracking_no: TrackingNo | None = None
    custody_org_id: OrgCode | None = None

    @model_validator(mode="after")
    def _custody_named(self) -> "AttemptIn":
        if (self.way is ServiceWay.CUSTODY) != (self.custody_org_id is not None):
            raise PydanticCustomError("value_error", "a custody place serves, or none is named")
        return self

    def attempt(self) -> Attempt:
        return Attempt(**self.model_dump())


class ReceiptOfServiceIn(Body):
    """``proof_digest``: SHA-256 of the signed paper or the postal receipt."""

    served_on: date
    proof_kind: ServiceProofKind
    proof_digest: Sha256
    tracking_no: TrackingNo | None = None

    def receipt(self) -> Receipt:
        return Receipt(
            served_on=self.served_on,
            proof=ServiceProof(kind=self.proof_kind, digest=self.proof_digest),
            tracking_no=self.tracking_no,
        )


class FailureOfServiceIn(Body):
    failure_code: ServiceFailure


class ElectronicConsentIn(Body):
    """How the person said yes."""

    method: SignatureMethod


class ElectronicConsentOut(Answer):
    matter_id: UUID
    consents: bool


class ServiceProofOut(Answer):
    kind: str
    digest: str


class ServiceRecordOut(Answer):
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
    served_on: date | None
    proof: ServiceProofOut | None
    failure_code: str | None
    ended_at: datetime | None
    allowed_actions: list[AllowedActionOut]
    version: int

    @classmethod
    def of(cls, record: ServiceRecord, roles: frozenset[str]) -> "ServiceRecordOut":
        acts = allowed_actions_out(SERVICE_TABLE.allowed_actions(record.state, roles))
        proof = ServiceProofOut.model_validate(record.proof) if record.proof else None
        told = {"allowed_actions": acts, "proof": proof}
        own = {name: getattr(record, name) for name in cls.model_fields if name not in told}
        return cls(**own, **told)


class ServiceRecordsOut(Answer):
    """Every attempt to serve one document, oldest first."""

    items: list[ServiceRecordOut]

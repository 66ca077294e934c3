"""Domain: facts about objections at the bureau."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.kernel.events import event


@dataclass(frozen=True, kw_only=True)
class _ObjectionFact:
    """``contested_kind``: refusal or termination; ``contested_id``: its decision."""

    matter_id: UUID
    objection_id: UUID
    objection_no: str
    contested_kind: str
    contested_id: UUID
    agency_org_id: str
    bureau_org_id: str


@event("intake.objection.filed.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class ObjectionFiled(_ObjectionFact):
    filed_at: datetime
    late: bool


@event("intake.objection.decided.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class ObjectionDecided(_ObjectionFact):
    """``ruling``: uphold or order_correction."""

    ruling: str
    decided_at: datetime

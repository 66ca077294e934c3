"""Domain: facts about a matter as a whole - whose it is, who is in it, its end."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.kernel.events import event


@event("intake.matter.erased.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class MatterErased:
    """The person's data is gone; whoever sealed anything under this matter destroys that key."""

    matter_id: UUID
    agency_org_id: str
    erased_at: datetime


@event("intake.matter.terminated.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class MatterTerminated:
    """The aid has ended (法律援助法 48); ``organ_org_id``: whom the agency tells, in a notice case."""

    matter_id: UUID
    agency_org_id: str
    termination_id: UUID
    ground_code: str
    organ_org_id: str | None
    terminated_at: datetime
    objection_org_id: str
    objection_until_on: date


@event("intake.matter.reinstated.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class MatterReinstated:
    """The termination was revoked by order: the aid goes on."""

    matter_id: UUID
    agency_org_id: str
    termination_id: UUID
    reinstated_at: datetime


@event("intake.matter.jurisdiction_changed.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class MatterJurisdictionChanged:
    """``agency_org_id`` has the matter from now on."""

    matter_id: UUID
    from_org_id: str
    agency_org_id: str
    first_received_at: datetime
    changed_at: datetime


@event("intake.matter.parties_changed.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class MatterPartiesChanged:
    """The sides as they are now; ``reason_code`` says what happened."""

    matter_id: UUID
    agency_org_id: str
    reason_code: str
    party_tokens: tuple[str, ...]
    opponent_tokens: tuple[str, ...]
    changed_at: datetime

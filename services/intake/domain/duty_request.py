"""Domain: the duty-lawyer request 值班律师帮助请求 that a custody place or an organ pushes to us.

法律援助法 14, 37; the receiving agency only records and announces: duty belongs to assignment.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from shared.kernel.refusals import Conflict, NotFound


class DutyRequestNotFound(NotFound):
    """No such request, or not yours to see."""


class DutyReferenceReused(Conflict):
    """The same reference came with other content: use a new one. Facts: ``reference``."""


class DutyRequestState(StrEnum):
    """Follows assignment's facts; a later fact heard first is not undone by an earlier one."""

    RECEIVED = "received"
    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    FINISHED = "finished"


DUTY_ORDER = tuple(DutyRequestState)


@dataclass(frozen=True, kw_only=True)
class DutyRequest:
    """One push: one purpose, one day, one or more persons under one reference of the client."""

    id: UUID
    agency_org_id: str
    organ_org_id: str
    site_org_id: str
    reference: str
    content_digest: str
    stage: str
    purpose_code: str
    person_count: int
    needed_on: date
    urgent: bool
    received_at: datetime
    filed_by: str
    state: DutyRequestState = DutyRequestState.RECEIVED


def further(current: DutyRequestState, heard: DutyRequestState) -> DutyRequestState:
    """The later of the two, so that facts heard in any order end in the same state."""
    return max(current, heard, key=DUTY_ORDER.index)

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


class DutyRequestUnderWay(Conflict):
    """The lawyer has taken it on, or it is over: nothing to correct or cancel. Facts: ``state``."""


class DutyCorrectionMovesAgency(Conflict):
    """A correction cannot send the request to another agency: cancel it and push it anew."""


class DutyRequestState(StrEnum):
    """Follows assignment's facts; a later fact heard first is not undone by an earlier one.

    Canceled stands before accepted: where the lawyer was quicker than the cancellation, the help
    counts.
    """

    RECEIVED = "received"
    DISPATCHED = "dispatched"
    CANCELED = "canceled"
    ACCEPTED = "accepted"
    FINISHED = "finished"


DUTY_ORDER = tuple(DutyRequestState)
_CHANGEABLE = frozenset({DutyRequestState.RECEIVED, DutyRequestState.DISPATCHED})


@dataclass(frozen=True, kw_only=True)
class DutyRequest:
    """One push: one purpose, one day, one or more persons under one reference of the client.

    ``outside_article_14``: persons in custody who are neither suspects nor accused; helped and
    counted as a duty day, but kept out of the national count (law.md A29).
    """

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
    outside_article_14: bool = False
    state: DutyRequestState = DutyRequestState.RECEIVED

    def require_changeable(self) -> None:
        """Raises DutyRequestUnderWay once the lawyer has accepted, or it was canceled."""
        if self.state not in _CHANGEABLE:
            raise DutyRequestUnderWay(state=str(self.state))


def further(current: DutyRequestState, heard: DutyRequestState) -> DutyRequestState:
    """The later of the two, so that facts heard in any order end in the same state."""
    return max(current, heard, key=DUTY_ORDER.index)

"""Domain: the case register - every stage from assignment on, closed or not (Q-01)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.kernel.refusals import NotFound


class StageNotOnRegister(NotFound):
    """No such stage assignment is on this agency's register."""


@dataclass(frozen=True, kw_only=True)
class StageRecord:
    """What is known of one stage so far. Any part may come first, so all but the keys may be empty."""

    stage_assignment_id: UUID
    matter_id: UUID
    org_id: str
    kind: str | None = None
    service: str | None = None
    stage: str | None = None
    provider_id: UUID | None = None
    provider_subject: str | None = None
    firm_id: str | None = None
    assigned_by: str | None = None
    opened_at: datetime | None = None
    closed_on: date | None = None
    closing_code: str | None = None
    file_passed_at: datetime | None = None


@dataclass(frozen=True)
class TrackEntry:
    """One thing that happened on a case: a report, a missed clock, a signed engagement, a payment.

    ``detail`` is the coded particular: which clock, which step.
    """

    stage_assignment_id: UUID
    code: str
    at: datetime
    detail: str | None = None

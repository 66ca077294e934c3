"""Domain: every fact that quality publishes. Ids, codes, grades and dates; never personal data."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.kernel.events import event


@event("quality.sample.drawn.v1", stream="sample")
@dataclass(frozen=True, kw_only=True)
class SampleDrawn:
    """The draw with all that an outsider needs to repeat it, but the frame, which the API publishes."""

    sample_id: UUID
    agency_org_id: str
    period_from: date
    period_to: date
    frame_digest: str
    seed_commitment: str
    seed: str
    stage_assignment_ids: tuple[str, ...]


@event("quality.review.opened.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class ReviewOpened:
    """The closing file may be read by these accounts until the review is final."""

    review_id: UUID
    stage_assignment_id: UUID
    matter_id: UUID
    agency_org_id: str
    reviewer_subjects: tuple[str, ...]
    opened_at: datetime


@event("quality.review.finalized.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class ReviewFinalized:
    """The one grade that counts. ``score_tenths``: tenths of a point of 100."""

    review_id: UUID
    stage_assignment_id: UUID
    matter_id: UUID
    agency_org_id: str
    provider_id: UUID
    grade_code: str
    score_tenths: int
    finalized_at: datetime


@event("quality.rating.changed.v1", stream="provider")
@dataclass(frozen=True, kw_only=True)
class RatingChanged:
    """A provider's standing over the rolling window, for matching."""

    provider_id: UUID
    rating_tenths: int
    review_count: int
    as_of: date

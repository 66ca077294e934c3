"""API: what reviews and ratings look like on the wire."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from services.quality.domain.review import REVIEW_ACTS, Review, Reviewer, ReviewState
from shared.http.bodies import AllowedActionOut, Answer, Body, allowed_actions_out

TEXT_MAX = 4_000


class ReviewerIn(Body):
    """``firm_id`` where the reviewer belongs to one: his own firm's files are closed to him."""

    subject: str = Field(min_length=1, max_length=200)
    person_id: str = Field(min_length=1, max_length=200)
    firm_id: str | None = Field(None, max_length=200)

    def reviewer(self) -> Reviewer:
        return Reviewer(self.subject, self.person_id, self.firm_id)


class ReviewIn(Body):
    sample_id: UUID
    stage_assignment_id: UUID
    reviewers: list[ReviewerIn] = Field(min_length=2, max_length=2)


class ScoreIn(Body):
    """``points`` per indicator of the scorecard, 0 to 100; ``vetoes`` fail the file."""

    points: dict[str, int] = Field(max_length=50)
    vetoes: list[str] = Field(default_factory=list, max_length=10)
    comment: str | None = Field(None, max_length=TEXT_MAX)


class ReplyIn(Body):
    text: str = Field(min_length=1, max_length=TEXT_MAX)


class ScoreOut(Answer):
    """``own``: the reader gave it. Who the other reviewers are is never shown."""

    place: int
    own: bool
    points: dict[str, int]
    vetoes: list[str]
    comment: str | None
    total_tenths: int
    grade_code: str


class ReviewerOut(Answer):
    subject: str
    person_id: str


class ReviewOut(Answer):
    id: UUID
    sample_id: UUID
    stage_assignment_id: UUID
    matter_id: UUID
    scorecard_id: str
    state: ReviewState
    scores: list[ScoreOut]
    reviewers: list[ReviewerOut] = Field(
        description="只对质量管理员显示 · shown to the quality officer alone"
    )
    reply: str | None
    replied_at: datetime | None
    reply_until: datetime | None
    grade_code: str | None
    score_tenths: int | None
    version: int
    allowed_actions: list[AllowedActionOut]

    @classmethod
    def of(
        cls,
        one: Review,
        scores: list[ScoreOut],
        roles: frozenset[str],
        *,
        reply: str | None,
        reviewers: Sequence[Reviewer],
    ) -> "ReviewOut":
        return cls(
            id=one.id,
            sample_id=one.sample_id,
            stage_assignment_id=one.stage_assignment_id,
            matter_id=one.matter_id,
            scorecard_id=one.scorecard_id,
            state=one.state,
            scores=scores,
            reviewers=[ReviewerOut.model_validate(reviewer) for reviewer in reviewers],
            reply=reply,
            replied_at=one.replied_at,
            reply_until=one.reply_until,
            grade_code=one.grade_code,
            score_tenths=one.score_tenths,
            version=one.version,
            allowed_actions=allowed_actions_out(REVIEW_ACTS.allowed_actions(one.state, roles)),
        )


class ReviewLineOut(Answer):
    """A review in a list: no scores, no reviewers."""

    id: UUID
    stage_assignment_id: UUID
    matter_id: UUID
    state: ReviewState
    grade_code: str | None
    opened_at: datetime


class RatingPartOut(Answer):
    """One final score in the window; an older one weighs less."""

    review_id: UUID
    score_tenths: int
    on: date
    weight: int


class RatingOut(Answer):
    """``rating_tenths``: tenths of a point of 100; null while no final grade is in the window.

    It is the mean of the parts by their weights, rounded down.
    """

    provider_id: UUID
    rating_tenths: int | None = None
    review_count: int = 0
    parts: tuple[RatingPartOut, ...] = ()
    rule_id: str | None = None
    as_of: date | None = None

    @classmethod
    def of(cls, provider_id: UUID, row: Any | None) -> "RatingOut":
        return cls(provider_id=provider_id) if row is None else cls.model_validate(row)


class AgreementOut(Answer):
    """Cohen's kappa of the first two blind grades under one scorecard, in thousandths."""

    scorecard_id: str
    pairs: int
    kappa_thousandths: int | None

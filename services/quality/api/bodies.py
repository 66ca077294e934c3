"""API: what samples, reviews and ratings look like on the wire."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from services.quality.domain.review import REVIEW_ACTS, Review, Reviewer, ReviewState
from services.quality.domain.sampling import SAMPLE_ACTS, SampleState
from services.quality.store.samples import Sample
from shared.http.bodies import AllowedActionOut, Answer, Body, allowed_actions_out

TEXT_MAX = 4_000


class SampleIn(Body):
    """The period whose closed stages will be the frame; it must not be over yet."""

    period_from: date
    period_to: date


class FrameEntryOut(Answer):
    stage_assignment_id: str
    stratum: str
    must_review: bool


class SampleOut(Answer):
    """Everything an outsider needs to repeat the draw; seed and frame appear with the draw."""

    id: UUID
    org_id: str
    period_from: date
    period_to: date
    state: SampleState
    seed_commitment: str
    rule_id: str
    committed_at: datetime
    seed: str | None
    frame: list[FrameEntryOut]
    frame_digest: str | None
    drawn: list[str]
    reserve: list[str]
    version: int
    allowed_actions: list[AllowedActionOut]

    @classmethod
    def of(cls, one: Sample, roles: frozenset[str]) -> "SampleOut":
        return cls(
            id=one.id,
            org_id=one.org_id,
            period_from=one.period_from,
            period_to=one.period_to,
            state=one.state,
            seed_commitment=one.seed_commitment,
            rule_id=one.rule_id,
            committed_at=one.committed_at,
            seed=one.seed,
            frame=[FrameEntryOut.model_validate(entry) for entry in one.frame],
            frame_digest=one.frame_digest,
            drawn=list(one.drawn),
            reserve=list(one.reserve),
            version=one.version,
            allowed_actions=allowed_actions_out(SAMPLE_ACTS.allowed_actions(one.state, roles)),
        )


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
    total_tenths: int
    grade_code: str


class ReviewOut(Answer):
    id: UUID
    sample_id: UUID
    stage_assignment_id: UUID
    matter_id: UUID
    scorecard_id: str
    state: ReviewState
    scores: list[ScoreOut]
    replied_at: datetime | None
    reply_until: datetime | None
    grade_code: str | None
    score_tenths: int | None
    version: int
    allowed_actions: list[AllowedActionOut]

    @classmethod
    def of(cls, one: Review, scores: list[ScoreOut], roles: frozenset[str]) -> "ReviewOut":
        return cls(
            id=one.id,
            sample_id=one.sample_id,
            stage_assignment_id=one.stage_assignment_id,
            matter_id=one.matter_id,
            scorecard_id=one.scorecard_id,
            state=one.state,
            scores=scores,
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


class StageRecordOut(Answer):
    """One line of the register; what is not known yet is null."""

    stage_assignment_id: UUID
    matter_id: UUID
    kind: str | None
    stage: str | None
    provider_id: UUID | None
    opened_at: datetime | None
    closed_on: date | None
    file_passed_at: datetime | None


class RatingOut(Answer):
    """``rating_tenths``: tenths of a point of 100; null while no final grade is in the window."""

    provider_id: UUID
    rating_tenths: int | None
    review_count: int
    as_of: date | None

    @classmethod
    def of(cls, provider_id: UUID, row: Any | None) -> "RatingOut":
        if row is None:
            return cls(provider_id=provider_id, rating_tenths=None, review_count=0, as_of=None)
        return cls.model_validate(row)


class AgreementOut(Answer):
    """Cohen's kappa of the two blind grades in thousandths; null without a pair."""

    pairs: int
    kappa_thousandths: int | None

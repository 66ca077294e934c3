"""API: file reviews - opened by the officer, scored blind, answered by the handler, made final."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.quality.api.bodies import (
    AgreementOut,
    RatingOut,
    ReplyIn,
    ReviewerIn,
    ReviewIn,
    ReviewLineOut,
    ReviewOut,
    ScoreIn,
    ScoreOut,
)
from services.quality.domain.register import StageNotOnRegister
from services.quality.domain.review import (
    NotAReviewerOfThisFile,
    ReplyStillPossible,
    Review,
    ReviewerAlreadyScored,
    ReviewerNotIndependent,
    ReviewNotFound,
    ReviewState,
    StageHasAReview,
    StageNotDrawn,
)
from services.quality.domain.sampling import SampleNotFound
from services.quality.domain.scorecards import (
    IndicatorMissing,
    IndicatorUnknown,
    PointsOutOfRange,
)
from services.quality.queries.reviews import agreement, rating_of, reviews, scores_of
from services.quality.store.reviews import Reviews
from services.quality.store.tables import review as review_table
from services.quality.usecases.finalize_review import finalize_review
from services.quality.usecases.name_third_reviewer import name_third_reviewer
from services.quality.usecases.open_review import open_review
from services.quality.usecases.reply_to_review import reply_to_review
from services.quality.usecases.score_review import score_review
from shared.http.lists import Page, PageQuery, page
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.refusals import PolicyRowMissing
from shared.kernel.transitions import ActNotAllowedNow

router = ServiceRouter(prefix="/quality/v1", tags=["reviews"])

OFFICERS = {"quality_officer"}
SCORERS = {"quality_reviewer", "panel_member"}
_BLIND = frozenset({ReviewState.SCORING, ReviewState.THIRD_NEEDED})


async def seen_by_caller(tx: Tx, review: Review) -> ReviewOut:
    """While scoring goes on, a reader sees his own verdict and nobody else's."""
    lines = [
        ScoreOut(
            place=row.place,
            own=row.reviewer_person_id == tx.actor.person_id,
            points=row.points,
            vetoes=row.vetoes,
            total_tenths=row.total_tenths,
            grade_code=row.grade_code,
        )
        for row in await scores_of(tx, review.id)
    ]
    if review.state in _BLIND:
        lines = [line for line in lines if line.own]
    return ReviewOut.of(review, lines, tx.actor.roles)


@router.post("/reviews", status_code=201)
@gate(
    roles=OFFICERS,
    appends=True,
    refuses=(
        SampleNotFound,
        StageNotOnRegister,
        StageNotDrawn,
        StageHasAReview,
        ReviewerNotIndependent,
        PolicyRowMissing,
    ),
)
async def open_a_review(body: ReviewIn, tx: Tx) -> ReviewOut:
    """Open the review of a drawn stage with two independent reviewers."""
    review = await open_review(
        tx,
        sample_id=body.sample_id,
        stage_assignment_id=body.stage_assignment_id,
        reviewers=[one.reviewer() for one in body.reviewers],
    )
    return await seen_by_caller(tx, review)


@router.post("/reviews/{review_id}/scores", status_code=201)
@gate(
    roles=SCORERS,
    appends=True,
    refuses=(
        ReviewNotFound,
        NotAReviewerOfThisFile,
        ReviewerAlreadyScored,
        ActNotAllowedNow,
        IndicatorUnknown,
        IndicatorMissing,
        PointsOutOfRange,
    ),
)
async def score_a_review(review_id: UUID, body: ScoreIn, tx: Tx) -> ReviewOut:
    """Give your verdict. You see the other's only when all are in."""
    review = await score_review(
        tx, review_id=review_id, points=body.points, vetoes=body.vetoes, comment=body.comment
    )
    return await seen_by_caller(tx, review)


@router.post("/reviews/{review_id}/third-reviewer")
@gate(
    roles=OFFICERS,
    judges=True,
    refuses=(ReviewNotFound, ActNotAllowedNow, ReviewerNotIndependent, StageNotOnRegister),
)
async def name_the_third_reviewer(review_id: UUID, body: ReviewerIn, tx: Tx) -> ReviewOut:
    """Name who decides where two verdicts differ."""
    review = await name_third_reviewer(tx, review_id=review_id, reviewer=body.reviewer())
    return await seen_by_caller(tx, review)


@router.post("/reviews/{review_id}/reply", status_code=201)
@gate(roles={"provider"}, appends=True, refuses=(ReviewNotFound, ActNotAllowedNow))
async def reply_to_a_review(review_id: UUID, body: ReplyIn, tx: Tx) -> ReviewOut:
    """Answer the result of your own file before it becomes final."""
    review = await reply_to_review(tx, review_id=review_id, text=body.text)
    return await seen_by_caller(tx, review)


@router.post("/reviews/{review_id}/finalization")
@gate(
    roles=OFFICERS,
    judges=True,
    refuses=(ReviewNotFound, ActNotAllowedNow, ReplyStillPossible),
)
async def finalize_a_review(review_id: UUID, tx: Tx) -> ReviewOut:
    """Make the grade final; it goes to the handler, to matching and into the rating."""
    return await seen_by_caller(tx, await finalize_review(tx, review_id=review_id))


@router.get("/reviews/{review_id}")
@gate(roles=OFFICERS | SCORERS | {"provider", "agency_head"}, reads=True, refuses=(ReviewNotFound,))
async def read_review(review_id: UUID, tx: Tx) -> ReviewOut:
    """Read a review that is yours to see: as its officer, a reviewer, or the handler once scored."""
    return await seen_by_caller(tx, await Reviews(tx).get(review_id))


@router.get("/reviews")
@gate(roles=OFFICERS | SCORERS | {"provider", "agency_head"}, reads=True)
async def list_reviews(query: Annotated[PageQuery, Query()], tx: Tx) -> Page[ReviewLineOut]:
    """List the reviews that are yours to see, oldest first."""
    return await page(
        tx,
        reviews(tx),
        query,
        order=(review_table.c.opened_at, review_table.c.id),
        item=ReviewLineOut.model_validate,
    )


@router.get("/providers/{provider_id}/rating")
@gate(roles=OFFICERS | {"provider", "assigner", "agency_head"}, reads=True, tenant="city")
async def read_rating(provider_id: UUID, tx: Tx) -> RatingOut:
    """Read a provider's rating; it is city-wide, like the registry."""
    return RatingOut.of(provider_id, await rating_of(tx, provider_id))


@router.get("/agreement")
@gate(roles=OFFICERS, reads=True)
async def read_agreement(tx: Tx) -> AgreementOut:
    """Read how far blind reviewers agree beyond chance."""
    pairs, kappa = await agreement(tx)
    return AgreementOut(pairs=pairs, kappa_thousandths=kappa)

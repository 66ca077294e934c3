"""API: file reviews - opened by the officer, scored blind, answered by the handler, made final."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.quality.api.review_bodies import (
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
    ProviderNotFound,
    ReplyStillPossible,
    Review,
    ReviewerAlreadyScored,
    ReviewerNotIndependent,
    ReviewNotFound,
    StageHasAReview,
    StageNotDrawn,
)
from services.quality.domain.sampling import SampleNotFound
from services.quality.domain.scorecards import (
    IndicatorMissing,
    IndicatorUnknown,
    PointsOutOfRange,
)
from services.quality.queries.reviews import (
    REVIEW_ORDER,
    agreement,
    may_read_rating,
    rating_of,
    readable_review,
    reply_of,
    reviews,
    scores_seen,
)
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
READERS = OFFICERS | SCORERS | {"provider", "firm_manager", "agency_head"}


async def seen_by_caller(tx: Tx, review: Review) -> ReviewOut:
    """The review with the verdicts and texts that the reader may know."""
    lines = await scores_seen(tx, review)
    officer = tx.actor.has(*OFFICERS) and tx.actor.org_id == review.org_id
    return ReviewOut.of(
        review,
        [ScoreOut.model_validate(line) for line in lines],
        tx.actor.roles,
        reply=await reply_of(tx, review),
        reviewers=review.reviewers if officer else (),
    )


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
        ReviewerNotIndependent,
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
    refuses=(ReviewNotFound, ActNotAllowedNow, ReviewerNotIndependent),
)
async def name_the_third_reviewer(review_id: UUID, body: ReviewerIn, tx: Tx) -> ReviewOut:
    """Name who decides where two verdicts differ, or their grade must be read once more."""
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
@gate(roles=READERS, reads=True, refuses=(ReviewNotFound,))
async def read_review(review_id: UUID, tx: Tx) -> ReviewOut:
    """Read a review that is yours to see.

    As its officer or reviewer; as the handler once all have scored; as his firm once it is final.
    """
    review = await readable_review(tx, review_id)
    if review is None:
        raise ReviewNotFound()
    return await seen_by_caller(tx, review)


@router.get("/reviews")
@gate(roles=READERS, reads=True)
async def list_reviews(query: Annotated[PageQuery, Query()], tx: Tx) -> Page[ReviewLineOut]:
    """List the reviews that are yours to see, oldest first."""
    return await page(
        tx,
        reviews(tx),
        query,
        order=REVIEW_ORDER,
        item=ReviewLineOut.model_validate,
    )


@router.get("/providers/{provider_id}/rating")
@gate(
    roles=OFFICERS | {"provider", "firm_manager", "assigner", "agency_head"},
    reads=True,
    tenant="city",
    refuses=(ProviderNotFound,),
)
async def read_rating(provider_id: UUID, tx: Tx) -> RatingOut:
    """Read a provider's rating and how it comes about.

    City-wide like the registry for those who assign and judge; a provider reads their own, a firm
    that of its people.
    """
    if not await may_read_rating(tx, provider_id):
        raise ProviderNotFound()
    return RatingOut.of(provider_id, await rating_of(tx, provider_id))


@router.get("/agreement")
@gate(roles=OFFICERS, reads=True)
async def read_agreement(tx: Tx) -> list[AgreementOut]:
    """Read how far blind reviewers agree beyond chance, scorecard by scorecard."""
    return [AgreementOut.model_validate(one) for one in await agreement(tx)]

"""Use case: name the third reviewer where two differ; the third decides (Q-04)."""

from uuid import UUID

from services.quality.domain.review import Review, Reviewer, require_independent
from services.quality.store.register import Register
from services.quality.store.reviews import Reviews
from services.quality.usecases.open_review import admit
from shared.db.transaction import Transaction


async def name_third_reviewer(tx: Transaction, *, review_id: UUID, reviewer: Reviewer) -> Review:
    """Raises ReviewNotFound, ActNotAllowedNow, ReviewerNotIndependent."""
    reviews, register = Reviews(tx), Register(tx)
    review = await reviews.get(review_id)
    tx.expect_version(review.version)
    stage = await register.get(review.stage_assignment_id)
    handlers = await register.handlers_of(review.matter_id)
    require_independent(reviewer, stage, review.reviewers, handlers)
    saved = await reviews.save(review.with_third(reviewer))
    await admit(tx, saved, (reviewer,))
    tx.record(f"review/{review.id}", "review.name_third")
    return saved

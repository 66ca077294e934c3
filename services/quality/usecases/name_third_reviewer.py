"""Use case: name the third reviewer where two differ or the grade asks for it; the third decides (Q-04)."""

from uuid import UUID

from services.quality.domain.review import Review, Reviewer
from services.quality.store.register import Register
from services.quality.store.reviews import Reviews
from services.quality.usecases.open_review import admit, require_apart
from shared.db.transaction import Transaction


async def name_third_reviewer(tx: Transaction, *, review_id: UUID, reviewer: Reviewer) -> Review:
    """Raises ReviewNotFound, ActNotAllowedNow, ReviewerNotIndependent."""
    reviews = Reviews(tx)
    review = await reviews.get(review_id)
    tx.expect_version(review.version)
    await require_apart(Register(tx), reviewer, review.ties, review.reviewers)
    saved = await reviews.save(review.with_third(reviewer))
    await admit(tx, saved, (reviewer,))
    tx.record(f"review/{review.id}", "review.name_third")
    return saved

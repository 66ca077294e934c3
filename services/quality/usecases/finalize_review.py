"""Use case: make the grade final and feed it back (Q-09). Only a final grade leaves the service."""

from uuid import UUID

from services.quality.domain.review import Review
from services.quality.store.reviews import Reviews
from services.quality.usecases.open_review import PURPOSE
from shared.db.grants import close_grants, open_grant
from shared.db.obligations import meet_obligation
from shared.db.transaction import Transaction

FIRM = "firm"
UPDATE_RATING = "update_rating"


async def finalize_review(tx: Transaction, *, review_id: UUID) -> Review:
    """The reviewers' access ends and the firm's begins; the provider's rating follows as a task.

    Raises ReviewNotFound, ActNotAllowedNow, ReplyStillPossible.
    """
    reviews = Reviews(tx)
    review = await reviews.get(review_id)
    tx.expect_version(review.version)
    final, fact = review.finalize(tx.now)
    saved = await reviews.save(final, finalized_at=tx.now)
    await close_grants(tx, object_id=review.id, purpose=PURPOSE)
    await _open_to_firm(tx, review)
    await meet_obligation(tx, f"review/{review.id}", "QR1", tx.now)
    tx.record(f"review/{review.id}", "review.finalize", grade=final.grade_code)
    tx.publish(fact, tenant=review.org_id)
    tx.enqueue(
        UPDATE_RATING,
        {"provider_id": str(review.provider_id)},
        tenant=review.org_id,
        stream=f"provider/{review.provider_id}",
    )
    return saved


async def _open_to_firm(tx: Transaction, review: Review) -> None:
    if review.ties.firm_org_id is None:
        return
    await open_grant(
        tx,
        subject=f"org/{review.ties.firm_org_id}",
        object_id=review.id,
        org_id=review.org_id,
        purpose=FIRM,
    )

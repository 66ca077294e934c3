"""Use case: a reviewer's verdict, given without sight of the other's (Q-04)."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.quality.domain.review import Review, Reviewer, ReviewState, require_independent
from services.quality.domain.scorecards import judge
from services.quality.policy import REPLY, card_named
from services.quality.store.reviews import Reviews
from shared.db.grants import open_grant
from shared.db.obligations import load_calendar, open_obligation
from shared.db.transaction import Transaction
from shared.kernel.obligations import due

HANDLER = "handler"


async def score_review(
    tx: Transaction,
    *,
    review_id: UUID,
    points: Mapping[str, int],
    vetoes: Sequence[str],
    comment: str | None,
) -> Review:
    """With the last verdict the handler's right of reply begins and the result opens to him.

    Raises ReviewNotFound, ReviewerNotIndependent, NotAReviewerOfThisFile, ReviewerAlreadyScored, ActNotAllowedNow,
    IndicatorUnknown, IndicatorMissing, PointsOutOfRange.
    """
    reviews = Reviews(tx)
    review = await reviews.get(review_id)
    account = Reviewer(tx.actor.subject, tx.actor.person_id, tx.actor.org_id)
    require_independent(account, review.ties, ())  # whatever was said when the review was opened
    mark = judge(card_named(review.scorecard_id), points, vetoes)
    until = due(REPLY, tx.now, (), await load_calendar(tx)).limit
    scored = review.with_score(tx.actor.person_id, mark, reply_until=until)
    await tx.write_into(review.org_id)
    await reviews.add_score(review, mark, points=points, vetoes=vetoes, comment=comment)
    saved = await reviews.save(scored)
    tx.record(f"review/{review.id}", "review.score", total_tenths=mark.total_tenths)
    if saved.state is ReviewState.REPLY:
        await _hear_the_handler(tx, saved)
    return saved


async def _hear_the_handler(tx: Transaction, review: Review) -> None:
    await open_obligation(
        tx,
        REPLY,
        subject=f"review/{review.id}",
        org_id=review.org_id,
        started_at=tx.now,
        matter_id=review.matter_id,
    )
    await open_grant(
        tx,
        subject=review.provider_subject,
        object_id=review.id,
        org_id=review.org_id,
        purpose=HANDLER,
    )

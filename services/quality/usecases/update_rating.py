"""Use case: compute a provider's rating over the rolling window and say it (Q-09)."""

from uuid import UUID

from services.quality.domain.events import RatingChanged
from services.quality.domain.rating import rate
from services.quality.policy import RATINGS
from services.quality.store.reviews import Reviews
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date
from shared.kernel.policy import row_on


async def update_rating(tx: Transaction, *, provider_id: UUID, tenant: str) -> None:
    reviews = Reviews(tx)
    today = law_date(tx.now)
    rule = row_on(RATINGS, today, table="rating", key="rule")
    rating = rate(await reviews.final_scores(provider_id), today, rule)
    if rating is None:
        return
    await reviews.keep_rating(provider_id, rating)
    tx.record(f"provider/{provider_id}", "rating.change", rating_tenths=rating.rating_tenths)
    tx.publish(
        RatingChanged(
            provider_id=provider_id,
            rating_tenths=rating.rating_tenths,
            review_count=rating.review_count,
            as_of=today,
        ),
        tenant=tenant,
    )

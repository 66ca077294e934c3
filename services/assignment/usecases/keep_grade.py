"""Use case: keep what quality found about a provider, so that matching can weigh it."""

from datetime import UTC, date, datetime, time
from uuid import UUID

from services.assignment.store.registry import Registry
from shared.db.transaction import Transaction
from shared.kernel.clock import LAW_ZONE


async def keep_rating(
    tx: Transaction,
    *,
    provider_id: UUID,
    rating_tenths: int,
    review_count: int,
    as_of: datetime | date,
) -> None:
    """The newest rating stands, whatever the order of arrival, known provider or not."""
    await Registry(tx).rate(
        provider_id,
        rating_tenths=rating_tenths,
        review_count=review_count,
        as_of=_instant(as_of),
    )


async def keep_grade(
    tx: Transaction,
    *,
    review_id: UUID,
    provider_id: UUID,
    stage_assignment_id: UUID,
    grade_code: str,
    score_tenths: int,
    finalized_at: datetime,
) -> None:
    """The final grade of one review, once."""
    await Registry(tx).grade(
        {
            "review_id": review_id,
            "provider_id": provider_id,
            "stage_assignment_id": stage_assignment_id,
            "grade_code": grade_code,
            "score_tenths": score_tenths,
            "finalized_at": finalized_at,
        }
    )


def _instant(as_of: datetime | date) -> datetime:
    """A date stands for its first instant where the law is."""
    if isinstance(as_of, datetime):
        return as_of.astimezone(UTC)
    return datetime.combine(as_of, time.min, LAW_ZONE).astimezone(UTC)

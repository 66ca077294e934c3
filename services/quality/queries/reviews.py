"""Queries: samples, reviews and ratings as their readers may see them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from services.quality.domain.agreement import kappa_thousandths
from services.quality.domain.review import REVIEWERS
from services.quality.store.tables import (
    provider_rating,
    review,
    review_score,
    sample,
    stage_record,
)
from shared.db.transaction import Transaction


def stages(tx: Transaction) -> Select[Any]:
    return tx.scoped(stage_record)


def reviews(tx: Transaction) -> Select[Any]:
    return tx.scoped(review)


async def scores_of(tx: Transaction, review_id: UUID) -> Sequence[Any]:
    """In the order they came in."""
    found = await tx.execute(
        tx.scoped(review_score)
        .where(review_score.c.review_id == review_id)
        .order_by(review_score.c.place)
    )
    return list(found.all())


async def rating_of(tx: Transaction, provider_id: UUID) -> Any | None:
    found = await tx.execute(
        select(provider_rating).where(provider_rating.c.provider_id == provider_id)
    )
    return found.one_or_none()


async def published_sample(tx: Transaction, sample_id: UUID) -> Any | None:
    found = await tx.execute(tx.scoped(sample).where(sample.c.id == sample_id))
    return found.one_or_none()


async def agreement(tx: Transaction) -> tuple[int, int | None]:
    """How many files two reviewers have both judged, and Cohen's kappa of their grades."""
    found = await tx.execute(
        tx.scoped(review_score)
        .where(review_score.c.place < REVIEWERS)
        .order_by(review_score.c.review_id, review_score.c.place)
    )
    grades: dict[UUID, list[str]] = {}
    for row in found:
        grades.setdefault(row.review_id, []).append(row.grade_code)
    pairs = [(two[0], two[1]) for two in grades.values() if len(two) == REVIEWERS]
    return len(pairs), kappa_thousandths(pairs)

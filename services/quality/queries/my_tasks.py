"""Queries: how much work waits for the caller, by kind."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Table, and_, func, or_, select

from services.quality.domain.review import ReviewState
from services.quality.domain.sampling import SampleState
from services.quality.queries.reviews import reviews
from services.quality.store.tables import review, review_score, sample
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date

_THIRD = (ReviewState.THIRD_NEEDED, ReviewState.RE_REVIEW)


async def count_my_tasks(tx: Transaction) -> Mapping[str, int]:
    """Counts for the kinds of work that the caller's roles do."""
    counts: dict[str, int] = {}
    if tx.actor.has("quality_officer"):
        over = sample.c.period_to < law_date(tx.now)
        waiting = sample.c.state == SampleState.COMMITTED
        answered = or_(review.c.replied_at.is_not(None), review.c.reply_until <= tx.now)
        counts["samples_to_draw"] = await _count(tx, sample, and_(waiting, over))
        counts["third_reviewers_to_name"] = await _count(tx, review, review.c.state.in_(_THIRD))
        ready = and_(review.c.state == ReviewState.REPLY, answered)
        counts["reviews_to_finalize"] = await _count(tx, review, ready)
    if tx.actor.has("quality_reviewer", "panel_member"):
        counts["files_to_score"] = await _open_to_me(tx, _unscored(tx))
    if tx.actor.has("provider"):
        counts["results_to_answer"] = await _open_to_me(
            tx,
            and_(
                review.c.state == ReviewState.REPLY,
                review.c.provider_subject == tx.actor.subject,
                review.c.replied_at.is_(None),
            ),
        )
    return counts


def _unscored(tx: Transaction) -> ColumnElement[bool]:
    mine = tx.scoped(review_score, review_score.c.review_id).where(
        review_score.c.reviewer_person_id == tx.actor.person_id
    )
    return and_(
        review.c.state == ReviewState.SCORING,
        review.c.provider_subject != tx.actor.subject,
        review.c.id.not_in(mine),
    )


async def _open_to_me(tx: Transaction, condition: ColumnElement[bool]) -> int:
    found = reviews(tx).where(condition).subquery()
    return int((await tx.execute(select(func.count()).select_from(found))).scalar_one())


async def _count(tx: Transaction, table: Table, condition: ColumnElement[bool]) -> int:
    found = await tx.execute(tx.scoped(table, func.count()).where(condition))
    return int(found.scalar_one())

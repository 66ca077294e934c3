"""Store: reviews, their scores, and the ratings that come of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from services.quality.domain.rating import FinalScore, Rating
from services.quality.domain.review import (
    CaseTies,
    Review,
    Reviewer,
    ReviewNotFound,
    ReviewState,
    Score,
    StageHasAReview,
)
from services.quality.domain.scorecards import Mark
from services.quality.store.tables import provider_rating, review, review_score
from shared.db.sql import insert_into, insert_missing
from shared.db.transaction import Transaction, VersionStale
from shared.kernel.clock import law_date
from shared.kernel.policy import canonical

REPLY_COLUMN = "review.reply"
COMMENT_COLUMN = "review_score.comment"


class Reviews:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def add(self, one: Review) -> None:
        """Raises StageHasAReview."""
        row = {
            **_values(one),
            "id": one.id,
            "org_id": one.org_id,
            "sample_id": one.sample_id,
            "stage_assignment_id": one.stage_assignment_id,
            "matter_id": one.matter_id,
            "provider_id": one.provider_id,
            "provider_subject": one.provider_subject,
            "scorecard_id": one.scorecard_id,
            "ties": asdict(one.ties),
            "firm_org_id": one.ties.firm_org_id,
            "divergence_tenths": one.divergence_tenths,
            "re_review_grades": list(one.re_review_grades),
            "opened_at": self._tx.now,
            "version": one.version,
        }
        if not await insert_missing(self._tx.connection, review, [row]):
            raise StageHasAReview()

    async def get(self, review_id: UUID) -> Review:
        """Raises ReviewNotFound."""
        found = await self._tx.execute(self._tx.scoped(review).where(review.c.id == review_id))
        row = found.one_or_none()
        if row is None:
            raise ReviewNotFound()
        return review_of(row, await self._scores(review_id))

    async def save(self, one: Review, **more: Any) -> Review:
        """Raises VersionStale."""
        result = await self._tx.execute(
            review.update()
            .where(review.c.id == one.id, review.c.version == one.version)
            .values(**_values(one), **more, version=one.version + 1)
        )
        if result.rowcount == 0:
            raise VersionStale()
        return replace(one, version=one.version + 1)

    async def add_score(
        self, one: Review, mark: Mark, *, points: Mapping[str, int], vetoes: Sequence[str],
        comment: str | None,
    ) -> None:  # fmt: skip
        cipher = await self._tx.vault.cipher(self._tx, f"matter/{one.matter_id}")
        await self._tx.execute(
            review_score.insert().values(
                id=self._tx.new_id(),
                org_id=one.org_id,
                review_id=one.id,
                place=len(one.scores),
                reviewer_person_id=self._tx.actor.person_id,
                points=dict(points),
                vetoes=list(vetoes),
                comment_sealed=cipher.seal(COMMENT_COLUMN, comment) if comment else None,
                total_tenths=mark.total_tenths,
                grade_code=mark.grade_code,
                scored_at=self._tx.now,
            )
        )

    async def final_scores(self, provider_id: UUID) -> list[FinalScore]:
        """Every final score of a provider, whichever agency's: a rating is city-wide."""
        async with self._tx.seeing_everything():
            found = await self._tx.execute(
                self._tx.scoped(review).where(
                    review.c.provider_id == provider_id, review.c.state == ReviewState.FINAL
                )
            )
            return [FinalScore(r.id, r.score_tenths, law_date(r.finalized_at)) for r in found]

    async def keep_rating(self, provider_id: UUID, rating: Rating) -> None:
        values = {
            "rating_tenths": rating.rating_tenths,
            "review_count": rating.review_count,
            "parts": json.loads(canonical([asdict(part) for part in rating.parts])),
            "rule_id": rating.rule_id,
            "as_of": law_date(self._tx.now),
        }
        statement = insert_into(provider_rating, self._tx.database.dialect).values(
            provider_id=provider_id, **values
        )
        await self._tx.execute(
            statement.on_conflict_do_update(
                index_elements=[provider_rating.c.provider_id], set_=values
            )
        )

    async def _scores(self, review_id: UUID) -> tuple[Score, ...]:
        found = await self._tx.execute(
            self._tx.scoped(review_score)
            .where(review_score.c.review_id == review_id)
            .order_by(review_score.c.place)
        )
        return tuple(Score(r.reviewer_person_id, r.total_tenths, r.grade_code) for r in found)


def review_of(row: Any, scores: tuple[Score, ...]) -> Review:
    return Review(
        id=row.id,
        org_id=row.org_id,
        sample_id=row.sample_id,
        stage_assignment_id=row.stage_assignment_id,
        matter_id=row.matter_id,
        provider_id=row.provider_id,
        provider_subject=row.provider_subject,
        scorecard_id=row.scorecard_id,
        state=ReviewState(row.state),
        reviewers=tuple(Reviewer(**one) for one in row.reviewers),
        ties=_ties(row.ties),
        divergence_tenths=row.divergence_tenths,
        re_review_grades=tuple(row.re_review_grades),
        scores=scores,
        replied_at=row.replied_at,
        reply_until=row.reply_until,
        grade_code=row.grade_code,
        score_tenths=row.score_tenths,
        version=row.version,
    )


def _ties(stored: Mapping[str, Any]) -> CaseTies:
    return CaseTies(**{**stored, "handlers": tuple(stored["handlers"])})


def _values(one: Review) -> dict[str, Any]:
    return {
        "state": one.state,
        "reviewers": [asdict(reviewer) for reviewer in one.reviewers],
        "replied_at": one.replied_at,
        "reply_until": one.reply_until,
        "grade_code": one.grade_code,
        "score_tenths": one.score_tenths,
    }

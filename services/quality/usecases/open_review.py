"""Use case: open the file review of a drawn stage with two independent reviewers (Q-04)."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from services.quality.domain.events import ReviewOpened
from services.quality.domain.review import (
    CaseTies,
    Review,
    Reviewer,
    ReviewState,
    StageNotDrawn,
    require_independent,
)
from services.quality.policy import JUDGING, card_for
from services.quality.store.register import Register
from services.quality.store.reviews import Reviews
from services.quality.store.samples import Samples
from shared.db.grants import open_grant
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date
from shared.kernel.policy import row_on

PURPOSE = "review"


async def open_review(
    tx: Transaction, *, sample_id: UUID, stage_assignment_id: UUID, reviewers: Sequence[Reviewer]
) -> Review:
    """Raises SampleNotFound, StageNotOnRegister, StageNotDrawn, ReviewerNotIndependent,

    StageHasAReview, PolicyRowMissing.
    """
    sample = await Samples(tx).get(sample_id)
    register = Register(tx)
    stage = await register.get(stage_assignment_id)
    if str(stage_assignment_id) not in (*sample.drawn, *sample.reserve):
        raise StageNotDrawn()
    ties = await register.ties_of(stage)
    for place, reviewer in enumerate(reviewers):
        await require_apart(register, reviewer, ties, reviewers[:place])
    if stage.provider_id is None or stage.provider_subject is None or stage.kind is None:
        raise StageNotDrawn()
    today = law_date(tx.now)
    rule = row_on(JUDGING, today, table="judging", key="limit")
    review = Review(
        id=tx.new_id(),
        org_id=stage.org_id,
        sample_id=sample.id,
        stage_assignment_id=stage_assignment_id,
        matter_id=stage.matter_id,
        provider_id=stage.provider_id,
        provider_subject=stage.provider_subject,
        scorecard_id=card_for(stage.kind, stage.stage, today).id,
        state=ReviewState.SCORING,
        reviewers=tuple(reviewers),
        ties=ties,
        divergence_tenths=rule.limit_tenths,
        re_review_grades=rule.re_review_grades,
    )
    await Reviews(tx).add(review)
    await admit(tx, review, reviewers)
    tx.record(f"review/{review.id}", "review.open", scorecard=review.scorecard_id)
    return review


async def require_apart(
    register: Register, reviewer: Reviewer, ties: CaseTies, others: Sequence[Reviewer]
) -> None:
    """Independent by what the officer says and, for a registered provider, by the registry.

    Raises ReviewerNotIndependent.
    """
    require_independent(reviewer, ties, others)
    registered = await register.firm_of(reviewer.subject)
    require_independent(replace(reviewer, firm_id=registered), ties, others)


async def admit(tx: Transaction, review: Review, reviewers: Sequence[Reviewer]) -> None:
    """Open the review here, and by the fact the closing file elsewhere, to these reviewers."""
    for reviewer in reviewers:
        await open_grant(
            tx,
            subject=reviewer.subject,
            object_id=review.id,
            org_id=review.org_id,
            purpose=PURPOSE,
        )
    tx.publish(
        ReviewOpened(
            review_id=review.id,
            stage_assignment_id=review.stage_assignment_id,
            matter_id=review.matter_id,
            agency_org_id=review.org_id,
            reviewer_subjects=tuple(reviewer.subject for reviewer in reviewers),
            opened_at=tx.now,
        ),
        tenant=review.org_id,
    )

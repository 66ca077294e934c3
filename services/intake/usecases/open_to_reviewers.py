"""Use case: the reviewers of a sampled case read its file, masked, while the review lasts."""

from uuid import UUID

from shared.db.grants import close_grants, open_grant
from shared.db.transaction import Transaction


async def open_to_reviewers(
    tx: Transaction,
    *,
    review_id: UUID,
    matter_id: UUID,
    agency_org_id: str,
    subjects: tuple[str, ...],
) -> None:
    for subject in subjects:
        await open_grant(
            tx,
            subject=subject,
            object_id=matter_id,
            org_id=agency_org_id,
            purpose=_purpose(review_id),
        )
    tx.record(f"matter/{matter_id}", "file.open_to_reviewers", review_id=review_id)


async def close_to_reviewers(tx: Transaction, *, review_id: UUID, matter_id: UUID) -> None:
    await close_grants(tx, object_id=matter_id, purpose=_purpose(review_id))
    tx.record(f"matter/{matter_id}", "file.close_to_reviewers", review_id=review_id)


def _purpose(review_id: UUID) -> str:
    return f"quality_review/{review_id}"

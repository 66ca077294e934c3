"""Use case: the reviewers of a sampled case read its closing file while the review lasts."""

from uuid import UUID

from services.assignment.store.stage_assignments import REVIEW_PURPOSE
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
            purpose=f"{REVIEW_PURPOSE}{review_id}",
        )


async def close_to_reviewers(tx: Transaction, *, review_id: UUID, matter_id: UUID) -> None:
    await close_grants(tx, object_id=matter_id, purpose=f"{REVIEW_PURPOSE}{review_id}")

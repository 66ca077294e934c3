"""Use case: record what reconsideration or a court said of an upheld decision."""

from datetime import datetime, time
from uuid import UUID

from services.intake.domain.objection import LaterReview, Objection, ReviewKind, ReviewOutcome
from services.intake.policy import DEADLINES
from services.intake.store.objections import Objections
from shared.db.obligations import cancel_obligation, meet_obligation, open_obligation
from shared.db.transaction import Transaction
from shared.kernel.clock import LAW_ZONE


async def record_later_review(
    tx: Transaction, *, objection_id: UUID, review: LaterReview
) -> Objection:
    """Overturned, the agency corrects as if the bureau had ordered it.

    Raises ObjectionNotFound, AgencyJudgesItself, CourtIsNeverSilent, ActNotAllowedNow.
    """
    objections = Objections(tx)
    objection = await objections.get(objection_id)
    tx.expect_version(objection.version)
    objection.require_judge(tx.actor)
    saved = await objections.save(objection.hear_review(review.kind, review.outcome))
    await objections.add_review(saved, review)
    await _run_clocks(tx, saved, review)
    tx.record(
        f"matter/{saved.contested.matter_id}",
        "objection.record_review",
        objection_id=saved.id,
        kind=str(review.kind),
        outcome=str(review.outcome),
    )
    return saved


async def _run_clocks(tx: Transaction, objection: Objection, review: LaterReview) -> None:
    """After reconsideration fifteen days for the suit remain (行政诉讼法 45), not six months."""
    subject = f"objection/{objection.id}"
    if review.kind is ReviewKind.COURT:
        await cancel_obligation(tx, subject, "T19", tx.now)
        for code in ("T20", "T20b"):
            await meet_obligation(tx, subject, code, tx.now)
        return
    await meet_obligation(tx, subject, "T19", tx.now)
    for code in ("T20", "T20b"):
        await cancel_obligation(tx, subject, code, tx.now)
    if review.outcome is not ReviewOutcome.OVERTURNED:
        await open_obligation(
            tx,
            DEADLINES["T20b"],
            subject=subject,
            org_id=objection.contested.bureau_org_id,
            started_at=datetime.combine(review.received_on, time(12), LAW_ZONE),
            matter_id=objection.contested.matter_id,
        )

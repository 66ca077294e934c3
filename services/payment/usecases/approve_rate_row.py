"""Use case: a second person puts a rate row in force, and the claims that waited for it move on."""

from uuid import UUID

from services.payment.domain.rates import RateRow
from services.payment.store.rates import RateRows, ranges_of
from shared.db.transaction import Transaction

PRICE_WAITING_CLAIMS = "price_waiting_claims"


async def approve_rate_row(tx: Transaction, *, rate_row_id: UUID) -> RateRow:
    """Check the range once more, approve, and let the waiting claims be priced.

    Raises RateRowNotFound, ActNotAllowedNow, SamePersonActsTwice, RateOutsideRange,
    RateNeedsDocument, RateRowOverlaps.
    """
    rows = RateRows(tx)
    proposed = await rows.get(rate_row_id)
    tx.expect_version(proposed.version)
    ranges = await ranges_of(tx, proposed.kind)
    row = await rows.save(proposed.approve(by=tx.actor.person_id, ranges=ranges))
    tx.record(f"rate_row/{row.id}", "rate_row.approve", digest=row.ref.digest)
    tx.enqueue(
        PRICE_WAITING_CLAIMS,
        {"org_id": row.org_id},
        tenant=row.org_id,
        stream=f"rates/{row.org_id}",
    )
    return row

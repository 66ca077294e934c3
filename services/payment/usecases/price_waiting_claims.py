"""Use case: a rate row was approved, so what waited for one is looked at again."""

from uuid import UUID

from services.payment.store.claims import Claims
from services.payment.usecases.approve_rate_row import PRICE_WAITING_CLAIMS
from services.payment.usecases.settle_claim import settle_claim
from shared.db.transaction import Transaction

CLAIMS_PER_TASK = 100


async def price_waiting_claims(tx: Transaction, *, org_id: str, after: UUID | None) -> int:
    """Settle held claims, and reserve for running units that had no figure. Returns how many moved.

    A full page is followed by a task of its own, so that no transaction grows without bound.
    """
    claims, moved = Claims(tx), 0
    waiting = await claims.waiting_for_rate(org_id, after=after, limit=CLAIMS_PER_TASK)
    for claim in waiting:
        settled = await settle_claim(tx, claim)
        if settled != claim:
            await claims.save(settled)
            moved += 1
    if len(waiting) == CLAIMS_PER_TASK:
        payload = {"org_id": org_id, "after": str(waiting[-1].id)}
        tx.enqueue(PRICE_WAITING_CLAIMS, payload, tenant=org_id, stream=f"rates/{org_id}")
    return moved

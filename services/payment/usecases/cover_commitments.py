"""Use case: money arrived on a line, so its unfunded commitments are covered, oldest first."""

from dataclasses import replace
from uuid import UUID

from services.payment.domain.claims import Claim
from services.payment.domain.ledger import Authority, cover
from services.payment.store.budgets import Budgets
from services.payment.store.claims import Claims
from services.payment.store.ledger import Ledger
from services.payment.usecases.approve_appropriation import COVER_COMMITMENTS
from shared.db.transaction import Transaction

COMMITMENTS_PER_TASK = 100


async def cover_commitments(tx: Transaction, *, budget_id: UUID) -> int:
    """Cover in order of age and stop at the first that is still too large. Returns how many."""
    budgets, claims = Budgets(tx), Claims(tx)
    line = await budgets.get(budget_id)
    (available,) = await budgets.available([line])
    free_fen, covered = available.free_fen, 0
    for claim in await claims.unfunded(budget_id, limit=COMMITMENTS_PER_TASK):
        if claim.reserved_fen > free_fen:
            return covered
        await claims.save(await _cover(tx, claim))
        free_fen -= claim.reserved_fen
        covered += 1
    if covered == COMMITMENTS_PER_TASK:
        payload = {"budget_id": str(budget_id)}
        tx.enqueue(COVER_COMMITMENTS, payload, tenant=line.org_id, stream=f"budget/{budget_id}")
    return covered


async def _cover(tx: Transaction, claim: Claim) -> Claim:
    ledger = Ledger(tx, claim.unit.org_id)
    reservation = await ledger.reservation(claim.unit.key, claim.generation)
    await ledger.enter(cover(reservation, by=Authority(tx.actor.person_id, tx.now)))
    return replace(claim, funded=True)

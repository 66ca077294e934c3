"""Use case: a unit's money leaves a batch and is owed again, under the same order."""

from dataclasses import replace

from services.payment.domain.claims import Claim
from services.payment.domain.ledger import Authority, TransferKind, follow
from services.payment.store.claims import Claims
from services.payment.store.ledger import Ledger
from shared.db.transaction import Transaction


async def return_money(tx: Transaction, claim: Claim, *, reason_code: str) -> Claim:
    """Move it from the batch back to payable; the claim stays approved."""
    assert claim.tip_id is not None
    ledger = Ledger(tx, claim.unit.org_id)
    back = follow(
        await ledger.get(claim.tip_id),
        TransferKind.SEND_BACK,
        by=Authority(tx.actor.person_id, tx.now),
        batch_id=claim.batch_id,
        reason_code=reason_code,
    )
    await ledger.enter(back)
    return await Claims(tx).save(replace(claim.send_back(), tip_id=back.id))

"""Use case: end a unit without payment, so that its reservation and its key are free again."""

from uuid import UUID

from services.payment.domain.claims import Claim
from services.payment.policy import CODE_LISTS, PAY_PROMPTLY
from services.payment.store.claims import Claims
from services.payment.usecases.commit_money import release_money
from shared.db.obligations import cancel_obligation
from shared.db.transaction import Transaction


async def void_claim(tx: Transaction, *, claim_id: UUID, reason_code: str) -> Claim:
    """Only on a listed ground, and never once approved.

    Raises CodeUnknown, ClaimNotFound, ActNotAllowedNow.
    """
    CODE_LISTS["void_reasons"].require(reason_code, pointer="/reason_code")
    claims = Claims(tx)
    claim = await claims.get(claim_id)
    tx.expect_version(claim.version)
    voided = await claims.save(await release_money(tx, claim.void()))
    await cancel_obligation(tx, f"claim/{claim_id}", PAY_PROMPTLY.code, tx.now)
    tx.record(f"claim/{claim_id}", "claim.void", reason_code=reason_code)
    return voided

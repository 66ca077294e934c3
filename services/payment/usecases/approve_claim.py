"""Use case: a person of the agency checks the price of a claim and approves it."""

from uuid import UUID

from services.payment.domain.claims import Claim
from services.payment.domain.events import ClaimApproved
from services.payment.store.claims import Claims
from services.payment.usecases.claim_facts import about
from shared.db.transaction import Transaction


async def approve_claim(tx: Transaction, *, claim_id: UUID) -> Claim:
    """The pay gate's human half (law.md 7.3); not by who assigned, passed the file, or is paid.

    Raises ClaimNotFound, ActNotAllowedNow, SamePersonActsTwice, PayeeJudgesOwnClaim.
    """
    claims = Claims(tx)
    claim = await claims.get(claim_id)
    tx.expect_version(claim.version)
    approved = await claims.save(
        claim.approve(by=tx.actor.person_id, subject=tx.actor.subject, now=tx.now)
    )
    worth = approved.price
    assert worth is not None
    tx.record(f"claim/{claim_id}", "claim.approve", amount_fen=worth.amount_fen)
    fact = ClaimApproved(
        **about(approved),
        claim_kind=approved.unit.claim_kind,
        amount_fen=worth.amount_fen,
        rate_row_id=worth.rate_row.row_id if worth.rate_row else None,
    )
    tx.publish(fact, tenant=approved.unit.org_id)
    return approved

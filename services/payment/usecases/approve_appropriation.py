"""Use case: a second person gives the money, and commitments that waited for it are covered."""

from uuid import UUID

from services.payment.domain.budgets import Appropriation
from services.payment.domain.ledger import Authority, appropriate
from services.payment.store.budgets import Appropriations
from services.payment.store.ledger import Ledger
from shared.db.transaction import Transaction

COVER_COMMITMENTS = "cover_commitments"


async def approve_appropriation(tx: Transaction, *, appropriation_id: UUID) -> Appropriation:
    """Enter the money in the ledger (法律援助法 4: in the budget of the own level of government).

    Raises AppropriationNotFound, ActNotAllowedNow, SamePersonActsTwice.
    """
    appropriations = Appropriations(tx)
    proposed = await appropriations.get(appropriation_id)
    tx.expect_version(proposed.version)
    given = await appropriations.save(proposed.approve(by=tx.actor.person_id))
    await Ledger(tx, given.org_id).enter(
        appropriate(
            key=given.id,
            org_id=given.org_id,
            budget_id=given.budget_id,
            amount_fen=given.amount_fen,
            by=Authority(given.proposed_by, tx.now, given.approved_by),
        )
    )
    tx.enqueue(
        COVER_COMMITMENTS,
        {"budget_id": str(given.budget_id)},
        tenant=given.org_id,
        stream=f"budget/{given.budget_id}",
    )
    return given

"""Use case: correct a wrong appropriation by its opposite; the wrong entry stays readable."""

from uuid import UUID

from services.payment.domain.budgets import Appropriation, BudgetAlreadyUsed
from services.payment.domain.ledger import Authority, TransferKind, reverse, transfer_id
from services.payment.store.budgets import Appropriations, Budgets
from services.payment.store.ledger import Ledger
from shared.db.transaction import Transaction


async def reverse_appropriation(
    tx: Transaction, *, appropriation_id: UUID, reason_code: str
) -> Appropriation:
    """Take the money out again, as long as none of it is committed.

    Raises AppropriationNotFound, ActNotAllowedNow, SamePersonActsTwice, BudgetAlreadyUsed.
    """
    appropriations = Appropriations(tx)
    given = await appropriations.get(appropriation_id)
    tx.expect_version(given.version)
    reversed_one = await appropriations.save(given.reverse(by=tx.actor.person_id))
    budgets, ledger = Budgets(tx), Ledger(tx, given.org_id)
    wrong = await ledger.get(transfer_id(TransferKind.APPROPRIATE, given.id, 0))
    (available,) = await budgets.available([await budgets.get(given.budget_id)])
    if available.free_fen < given.amount_fen:
        raise BudgetAlreadyUsed(free_fen=available.free_fen)
    by = Authority(given.proposed_by, tx.now, tx.actor.person_id)
    await ledger.enter(reverse(wrong, reason_code=reason_code, by=by))
    return reversed_one

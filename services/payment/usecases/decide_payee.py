"""Use case: a second person checks an account against its evidence: it counts, or is refused."""

from uuid import UUID

from services.payment.domain.payees import Payee
from services.payment.store.payees import Payees
from shared.db.transaction import Transaction


async def decide_payee(tx: Transaction, *, payee_id: UUID, verified: bool) -> Payee:
    """A verified account takes the place of the one before it.

    Raises PayeeNotFound, ActNotAllowedNow, SamePersonActsTwice.
    """
    payees = Payees(tx)
    payee = await payees.get(payee_id)
    tx.expect_version(payee.version)
    person = tx.actor.person_id
    decided = payee.verify(by=person) if verified else payee.refuse(by=person)
    if verified:
        await payees.replace_verified(payee.provider_id)
    saved = await payees.save(decided)
    act = "payee.verify" if verified else "payee.refuse"
    tx.record(f"provider/{payee.provider_id}", act, payee_id=str(payee_id))
    return saved

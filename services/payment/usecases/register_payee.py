"""Use case: a lawyer registers the own bank account; it counts once a second person verified it."""

from dataclasses import replace

from services.payment.domain.payees import Payee, PayeeState, account_number
from services.payment.store.payees import AccountDetails, Payees, provider_of
from shared.db.transaction import Transaction


async def register_payee(tx: Transaction, *, details: AccountDetails) -> Payee:
    """For the caller's own provider entry only (A17: the person is paid).

    Raises ProviderNotKnown, AccountNumberMalformed.
    """
    provider_id = await provider_of(tx, tx.actor.subject)
    payee = Payee(
        id=tx.new_id(),
        provider_id=provider_id,
        state=PayeeState.REGISTERED,
        registered_by=tx.actor.person_id,
    )
    clean = replace(details, account_number=account_number(details.account_number))
    await Payees(tx).add(payee, clean)
    tx.record(f"provider/{provider_id}", "payee.register", payee_id=str(payee.id))
    return payee

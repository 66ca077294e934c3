"""Use case: tell anybody who holds a letter whether it is genuine and still stands."""

from services.intake.store.documents import Verification, verification_of
from shared.db.transaction import Scope, Transaction
from shared.kernel.actor import PUBLIC


async def verify_document(tx: Transaction, *, verify_code: str) -> Verification:
    """By the code on the letter, across all agencies; nothing personal is read.

    Raises DocumentNotVerified.
    """
    scope = Scope(everything=True)
    async with tx.transactions.begin(actor=PUBLIC, scope=scope, write=False) as reading:
        return await verification_of(reading, verify_code)

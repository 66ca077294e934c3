"""Use case: let the bearer of a receipt number and its code look at the case, and nothing else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.intake.domain.matter import Matter
from services.intake.store.matters import Matters
from services.intake.store.status_codes import StatusCodes
from shared.db.transaction import Scope, Transaction
from shared.kernel.actor import PUBLIC


@asynccontextmanager
async def status_shown(
    tx: Transaction, *, receipt_no: str, secret: str
) -> AsyncIterator[tuple[Transaction, Matter]]:
    """A reading transaction that sees this one matter, by the grant the code came with.

    The look is counted in a transaction of its own first, whatever becomes of it.
    Raises StatusNotShown.
    """
    async with tx.transactions.begin(actor=PUBLIC, scope=Scope()) as counting:
        codes = StatusCodes(counting)
        code = (await codes.get_alone(receipt_no)).spend()
        await codes.save(code)
    code.require(code_digest(tx, receipt_no, secret), tx.now)
    scope = Scope(subjects=frozenset({looker(receipt_no)}))
    async with tx.transactions.begin(actor=PUBLIC, scope=scope, write=False) as reading:
        yield reading, await Matters(reading).get(code.matter_id)


def code_digest(tx: Transaction, receipt_no: str, secret: str) -> str:
    return tx.vault.blind_index("status_code", f"{receipt_no}|{secret}")


def looker(receipt_no: str) -> str:
    """The subject whom the grant is given to: whoever holds this receipt and its code."""
    return f"receipt/{receipt_no}"

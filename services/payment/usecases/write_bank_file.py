"""Use case: make the bank's file of a released batch; the accounts are in clear only here."""

from uuid import UUID

from services.payment.domain.bank_files import FileShape, PaymentOrder, render
from services.payment.domain.batches import BatchNotReleased, BatchState
from services.payment.store.batches import Batches
from services.payment.store.payees import Payees
from shared.db.transaction import Transaction

_SENDABLE = frozenset({BatchState.RELEASED, BatchState.SETTLED})


async def write_bank_file(tx: Transaction, *, batch_id: UUID, shape: FileShape) -> bytes:
    """The same bytes for the same batch, each time. Raises BatchNotFound, BatchNotReleased."""
    batches = Batches(tx)
    batch = await batches.get(batch_id)
    if batch.state not in _SENDABLE:
        raise BatchNotReleased(state=str(batch.state))
    lines = await batches.lines(batch_id)
    accounts = await Payees(tx).details([line.payee_id for line in lines])
    orders = [
        PaymentOrder(
            order_no=line.order_no,
            holder=accounts[line.payee_id].holder,
            account=accounts[line.payee_id].account_number,
            bank=accounts[line.payee_id].bank,
            amount_fen=line.amount_fen,
        )
        for line in lines
    ]
    return render(orders, shape)

"""Use case: take a batch apart before release; its claims stay approved for another one."""

from dataclasses import replace
from uuid import UUID

from services.payment.domain.batches import Batch, LineState
from services.payment.store.batches import Batches
from services.payment.store.claims import Claims
from services.payment.usecases.return_money import return_money
from shared.db.transaction import Transaction


async def send_back_batch(tx: Transaction, *, batch_id: UUID) -> Batch:
    """Raises BatchNotFound, ActNotAllowedNow."""
    batches, claims = Batches(tx), Claims(tx)
    batch = await batches.get(batch_id)
    tx.expect_version(batch.version)
    returned = await batches.save(batch.send_back())
    for line in await batches.lines(batch_id):
        await batches.save_line(replace(line, state=LineState.WITHDRAWN), was=line.state)
        await return_money(tx, await claims.get(line.claim_id), reason_code="batch_sent_back")
    tx.record(f"batch/{batch_id}", "batch.send_back", total_fen=returned.total_fen)
    return returned

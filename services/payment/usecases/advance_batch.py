"""Use case: the checker and the approver look at the same control totals that were prepared."""

from uuid import UUID

from services.payment.domain.batches import Batch
from services.payment.store.batches import Batches
from shared.db.transaction import Transaction


async def review_batch(tx: Transaction, *, batch_id: UUID) -> Batch:
    """Raises BatchNotFound, ActNotAllowedNow, SamePersonActsTwice, BatchTotalsDiffer."""
    batch = await _loaded(tx, batch_id)
    return await _saved(tx, batch.review(by=tx.actor.person_id), "batch.review")


async def approve_batch(tx: Transaction, *, batch_id: UUID) -> Batch:
    """Raises BatchNotFound, ActNotAllowedNow, SamePersonActsTwice, BatchTotalsDiffer."""
    batch = await _loaded(tx, batch_id)
    return await _saved(tx, batch.approve(by=tx.actor.person_id), "batch.approve")


async def _loaded(tx: Transaction, batch_id: UUID) -> Batch:
    batches = Batches(tx)
    batch = await batches.get(batch_id)
    tx.expect_version(batch.version)
    batch.require_totals(await batches.lines(batch_id))
    return batch


async def _saved(tx: Transaction, batch: Batch, act: str) -> Batch:
    tx.record(f"batch/{batch.id}", act, total_fen=batch.total_fen, claim_count=batch.claim_count)
    return await Batches(tx).save(batch)

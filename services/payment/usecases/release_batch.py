"""Use case: the releaser lets the money go, if it is there and the ledger is whole."""

from uuid import UUID

from services.payment.domain.batches import Batch, Unfunded
from services.payment.domain.events import BatchReleased
from services.payment.store.batches import Batches
from services.payment.store.claims import Claims
from services.payment.store.ledger import Ledger
from services.payment.usecases.cover_commitments import cover_commitments
from shared.db.transaction import Transaction


async def release_batch(tx: Transaction, *, batch_id: UUID) -> Batch:
    """The one act that a shortfall bars (P-02); a third person does it (P-06).

    Raises BatchNotFound, LedgerStopped, ActNotAllowedNow, SamePersonActsTwice, BatchTotalsDiffer,
    BatchNotFunded.
    """
    batches = Batches(tx)
    batch = await batches.get(batch_id)
    tx.expect_version(batch.version)
    await Ledger(tx, batch.org_id).require_running()
    batch.require_totals(await batches.lines(batch_id))
    unfunded = await _still_unfunded(tx, batch_id)
    released = await batches.save(
        batch.release(by=tx.actor.person_id, now=tx.now, unfunded=unfunded)
    )
    tx.record(f"batch/{batch_id}", "batch.release", total_fen=released.total_fen)
    fact = BatchReleased(
        batch_id=released.id,
        agency_org_id=released.org_id,
        claim_count=released.claim_count,
        total_fen=released.total_fen,
        released_at=tx.now,
    )
    tx.publish(fact, tenant=released.org_id)
    return released


async def _still_unfunded(tx: Transaction, batch_id: UUID) -> Unfunded:
    """What the batch lacks after its lines have been covered as far as the money goes."""
    claims = Claims(tx)
    short = [claim for claim in await claims.of_batch(batch_id) if not claim.funded]
    for budget_id in sorted({claim.budget_id for claim in short if claim.budget_id}):
        await cover_commitments(tx, budget_id=budget_id)
    if short:
        short = [claim for claim in await claims.of_batch(batch_id) if not claim.funded]
    return Unfunded(len(short), sum(claim.reserved_fen for claim in short))

"""Use case: read a whole ledger against its invariants; one fault stops paying until it is gone."""

from dataclasses import dataclass

from services.payment.domain.inspection import Fault, Inspection
from services.payment.domain.ledger import TransferKind
from services.payment.store.batches import Batches
from services.payment.store.ledger import Ledger
from shared.db.transaction import Transaction


@dataclass(frozen=True)
class LedgerReport:
    """What was read and what is broken. ``paid_fen`` by ledger and by bank lines must agree."""

    org_id: str
    transfer_count: int
    posted_fen: int
    bank_fen: int
    faults: tuple[Fault, ...]


async def verify_ledger(tx: Transaction, *, org_id: str) -> LedgerReport:
    """Fold every transfer, compare balances, digests and bank lines (P-03); mark the result."""
    ledger, inspection = Ledger(tx, org_id), Inspection()
    found: list[Fault] = []
    posted_fen, expected = 0, 1
    async for entry in ledger.read():
        row = entry.transfer
        inspection.read(row)
        if not row.digest == entry.digest == entry.chained_digest:
            found.append(Fault("transfer_altered", str(row.id)))
        if entry.seq != expected:
            found.append(Fault("transfer_missing", str(expected)))
        posted_fen += row.amount_fen if row.kind is TransferKind.POST else 0
        expected = entry.seq + 1
    found.extend(inspection.finish(await ledger.balances()))
    bank_fen = await Batches(tx).posted_fen(org_id)
    if bank_fen != posted_fen:
        found.append(Fault("posted_differs_from_bank", org_id))
    await ledger.mark(tuple(found))
    return LedgerReport(org_id, inspection.count, posted_fen, bank_fen, tuple(found))

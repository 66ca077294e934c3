"""Use case: the bank answers; each line is posted, failed, queried or shown as a problem."""

from dataclasses import dataclass, replace
from uuid import UUID

from services.payment.domain.batches import Batch, BatchLine, LineState
from services.payment.domain.claims import Claim
from services.payment.domain.events import SubsidyPaid
from services.payment.domain.ledger import Authority, TransferKind, follow
from services.payment.domain.receipts import (
    Ruling,
    Verdict,
    read_receipt,
    reconcile,
    require_stated_totals,
)
from services.payment.policy import PAY_PROMPTLY
from services.payment.store.batches import Batches, Receipts
from services.payment.store.claims import Claims
from services.payment.store.ledger import Ledger
from services.payment.usecases.claim_facts import about
from services.payment.usecases.return_money import return_money
from shared.db.obligations import meet_obligation
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date
from shared.kernel.policy import digest

_LINE_STATES = {
    Verdict.POST: LineState.POSTED,
    Verdict.FAIL: LineState.FAILED,
    Verdict.QUERY: LineState.QUERIED,
}


@dataclass(frozen=True)
class StatedTotals:
    """The control totals that came with the file, outside it."""

    count: int
    paid_fen: int


@dataclass(frozen=True)
class ReceiptTaken:
    """``repeated``: this very file was taken before, and nothing changed."""

    batch: Batch
    rulings: tuple[Ruling, ...]
    repeated: bool


async def take_receipt(
    tx: Transaction, *, batch_id: UUID, content: str, totals: StatedTotals
) -> ReceiptTaken:
    """Reconcile line by line. The same word twice changes nothing; unknown is never sent again.

    Raises BatchNotFound, LedgerStopped, ActNotAllowedNow, ReceiptNotUnderstood,
    ReceiptTotalsDiffer, VersionStale.
    """
    batches = Batches(tx)
    batch = await batches.get(batch_id)
    await Ledger(tx, batch.org_id).require_running()
    said = read_receipt(content)
    require_stated_totals(said, stated_count=totals.count, stated_paid_fen=totals.paid_fen)
    lines = {line.order_no: line for line in await batches.lines(batch_id)}
    batch.take_receipt(tuple(lines.values()))
    assert batch.released_at is not None
    rulings = reconcile(
        lines, said, released_on=law_date(batch.released_at), today=law_date(tx.now)
    )
    if not await Receipts(tx).add(batch, digest=digest(content), rulings=rulings):
        return ReceiptTaken(batch, rulings, repeated=True)
    for ruling in rulings:
        await _follow(tx, batch, lines, ruling)
    held = await batches.save(batch.take_receipt(await batches.lines(batch_id)))
    tx.record(f"batch/{batch_id}", "batch.take_receipt", lines=len(rulings))
    return ReceiptTaken(held, rulings, repeated=False)


async def _follow(
    tx: Transaction, batch: Batch, lines: dict[str, BatchLine], ruling: Ruling
) -> None:
    state = _LINE_STATES.get(ruling.verdict)
    if state is None:
        return
    said, line = ruling.receipt, lines[ruling.receipt.order_no]
    answered = replace(
        line,
        state=state,
        bank_reference=said.bank_reference or None,
        paid_on=said.paid_on if state is LineState.POSTED else None,
        reason=said.reason or None,
    )
    await Batches(tx).save_line(answered, was=line.state)
    if state is LineState.POSTED:
        await _post(tx, batch, answered)
    elif state is LineState.FAILED:
        claim = await Claims(tx).get(line.claim_id)
        await return_money(tx, claim, reason_code="bank_failed")


async def _post(tx: Transaction, batch: Batch, line: BatchLine) -> None:
    """Post on the bank's word: case, rule and approver are on the row (P-03)."""
    claims = Claims(tx)
    claim = await claims.get(line.claim_id)
    assert claim.tip_id is not None
    assert line.paid_on is not None
    ledger = Ledger(tx, batch.org_id)
    by = Authority(batch.prepared_by, tx.now, batch.approved_by)
    posted = follow(await ledger.get(claim.tip_id), TransferKind.POST, by=by, batch_id=batch.id)
    await ledger.enter(posted)
    paid = await claims.save(replace(claim.pay(line.paid_on), tip_id=posted.id))
    await meet_obligation(tx, f"claim/{claim.id}", PAY_PROMPTLY.code, tx.now)
    tx.record(f"claim/{claim.id}", "claim.pay", amount_fen=line.amount_fen)
    tx.publish(_paid_fact(paid, line, batch), tenant=batch.org_id)


def _paid_fact(claim: Claim, line: BatchLine, batch: Batch) -> SubsidyPaid:
    assert claim.paid_on is not None
    return SubsidyPaid(
        **about(claim),
        amount_fen=line.amount_fen,
        paid_on=claim.paid_on,
        batch_id=batch.id,
    )

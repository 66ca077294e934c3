"""API: payment batches from preparation to the bank's receipt."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from services.payment.api.agency import OrganizationMissing, own_agency
from services.payment.api.batch_bodies import (
    BatchOut,
    BatchSummaryOut,
    ReceiptIn,
    ReceiptOut,
    ReconciliationOut,
)
from services.payment.domain.bank_files import FileShape
from services.payment.domain.batches import (
    Batch,
    BatchEmpty,
    BatchNotFound,
    BatchNotFunded,
    BatchNotReleased,
    BatchState,
    BatchTotalsDiffer,
)
from services.payment.domain.budgets import UseNotAllowed
from services.payment.domain.ledger import LedgerStopped
from services.payment.domain.receipts import ReceiptNotUnderstood, ReceiptTotalsDiffer
from services.payment.domain.separation import SamePersonActsTwice
from services.payment.queries.batches import BATCH_ORDER, batches, left_out, reconciliation
from services.payment.store.batches import Batches, batch_of
from services.payment.usecases.advance_batch import approve_batch, review_batch
from services.payment.usecases.prepare_batch import prepare_batch
from services.payment.usecases.release_batch import release_batch
from services.payment.usecases.send_back_batch import send_back_batch
from services.payment.usecases.take_receipt import take_receipt
from services.payment.usecases.write_bank_file import write_bank_file
from shared.db.transaction import Transaction
from shared.http.lists import Page, PageQuery, page
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.transitions import ActNotAllowedNow
from shared.security.reads import record_read

router = ServiceRouter(prefix="/payment/v1", tags=["batches"])

READERS = {"finance_preparer", "finance_reviewer", "finance_approver", "cashier", "agency_head"}
JUDGED = (BatchNotFound, ActNotAllowedNow, SamePersonActsTwice, BatchTotalsDiffer)


class BatchQuery(PageQuery):
    state: BatchState | None = None


@router.post("/batches", status_code=201)
@gate(
    roles={"finance_preparer"},
    appends=True,
    refuses=(OrganizationMissing, LedgerStopped, BatchEmpty, SamePersonActsTwice, UseNotAllowed),
)
async def prepare_payments(tx: Tx) -> BatchOut:
    """Collect approved claims with verified payees into a batch (maker).

    Claims without a verified account stay behind, each with its reason.
    """
    return await _whole(tx, await prepare_batch(tx, org_id=own_agency(tx)))


@router.post("/batches/{batch_id}/review")
@gate(roles={"finance_reviewer"}, judges=True, refuses=JUDGED)
async def review_payments(batch_id: UUID, tx: Tx) -> BatchOut:
    """Review a batch (checker): another person than the maker."""
    return await _whole(tx, await review_batch(tx, batch_id=batch_id))


@router.post("/batches/{batch_id}/approval")
@gate(roles={"finance_approver", "agency_head"}, judges=True, refuses=JUDGED)
async def approve_payments(batch_id: UUID, tx: Tx) -> BatchOut:
    """Approve a reviewed batch."""
    return await _whole(tx, await approve_batch(tx, batch_id=batch_id))


@router.post("/batches/{batch_id}/release")
@gate(
    roles={"finance_approver", "cashier"},
    judges=True,
    refuses=(*JUDGED, LedgerStopped, BatchNotFunded),
)
async def release_payments(batch_id: UUID, tx: Tx) -> BatchOut:
    """Release an approved batch to the bank (releaser); the one act that a shortfall bars."""
    return await _whole(tx, await release_batch(tx, batch_id=batch_id))


@router.post("/batches/{batch_id}/return")
@gate(
    roles={"finance_preparer", "finance_reviewer", "finance_approver"},
    judges=True,
    refuses=(BatchNotFound, ActNotAllowedNow),
)
async def return_payments(batch_id: UUID, tx: Tx) -> BatchOut:
    """Take a batch apart before release; its claims stay approved."""
    return await _whole(tx, await send_back_batch(tx, batch_id=batch_id))


@router.get("/batches")
@gate(roles=READERS, reads=True)
async def list_batches(query: Annotated[BatchQuery, Query()], tx: Tx) -> Page[BatchSummaryOut]:
    """List the batches of your agency, oldest first."""
    return await page(
        tx,
        batches(tx, state=query.state),
        query,
        order=BATCH_ORDER,
        item=lambda row: BatchSummaryOut.of(batch_of(row), tx.actor.roles),
    )


@router.get("/batches/{batch_id}")
@gate(roles=READERS, reads=True, refuses=(BatchNotFound,))
async def read_batch(batch_id: UUID, tx: Tx) -> BatchOut:
    """Read a batch with its orders and what was left out of it."""
    return await _whole(tx, await Batches(tx).get(batch_id))


@router.get("/batches/{batch_id}/bank-file")
@gate(
    roles={"cashier", "finance_approver"},
    reads=True,
    refuses=(BatchNotFound, BatchNotReleased),
)
async def download_bank_file(
    batch_id: UUID, shape: Annotated[FileShape, Query()], tx: Tx
) -> Response:
    """Download the bank's file of a released batch: ``treasury`` (GB18030) or ``plain`` (UTF-8).

    It holds accounts in clear, so every download is recorded.
    """
    content = await write_bank_file(tx, batch_id=batch_id, shape=shape)
    await record_read(tx, "bank_file.download", batch_id=str(batch_id), shape=str(shape))
    charset = "gb18030" if shape is FileShape.TREASURY else "utf-8"
    headers = {
        "content-disposition": f'attachment; filename="batch-{batch_id}.csv"',
        "cache-control": "no-store",
    }
    return Response(content, media_type=f"text/csv; charset={charset}", headers=headers)


@router.post("/batches/{batch_id}/receipts", status_code=201)
@gate(
    roles={"finance_preparer", "cashier"},
    appends=True,
    refuses=(
        BatchNotFound,
        LedgerStopped,
        ActNotAllowedNow,
        ReceiptNotUnderstood,
        ReceiptTotalsDiffer,
    ),
)
async def take_bank_receipt(batch_id: UUID, body: ReceiptIn, tx: Tx) -> ReceiptOut:
    """Import the bank's answer; reconcile it line by line.

    The same file twice changes nothing; a contradiction is shown and changes nothing; an unknown
    outcome stays queried and is never sent again.
    """
    taken = await take_receipt(tx, batch_id=batch_id, content=body.content, totals=body.totals())
    return ReceiptOut.of(taken)


@router.get("/batches/{batch_id}/reconciliation")
@gate(roles=READERS, reads=True, refuses=(BatchNotFound,))
async def reconcile_batch(batch_id: UUID, tx: Tx) -> ReconciliationOut:
    """Compare orders, ledger and receipts of one batch."""
    batch = await Batches(tx).get(batch_id)
    sums = await reconciliation(tx, batch_id)
    posted = sums.by_state.get("posted", 0)
    return ReconciliationOut(
        batch_id=batch_id,
        ordered_fen=batch.total_fen,
        waiting_fen=sums.by_state.get("waiting", 0),
        queried_fen=sums.by_state.get("queried", 0),
        failed_fen=sums.by_state.get("failed", 0),
        posted_fen=posted,
        ledger_posted_fen=sums.ledger_posted_fen,
        bank_posted_fen=sums.bank_posted_fen,
        open_problems=sums.open_problems,
        agrees=posted == sums.ledger_posted_fen == sums.bank_posted_fen,
    )


async def _whole(tx: Transaction, batch: Batch) -> BatchOut:
    lines = await Batches(tx).lines(batch.id)
    return BatchOut.with_lines(batch, lines, await left_out(tx, batch.id), tx.actor.roles)

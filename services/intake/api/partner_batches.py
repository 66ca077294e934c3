"""API: batches of up to a thousand pushes - stored once, worked off later, a receipt per item."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request

from services.intake.api.partner_batches_bodies import (
    BatchItemOut,
    BatchItemQuery,
    PartnerBatchIn,
    PartnerBatchOut,
    PartnerBatchReceiptOut,
)
from services.intake.domain.partner_batch import PartnerBatchNotFound
from services.intake.queries.pushes import BATCH_ORDER, ITEM_ORDER, batch_items_list, batches_list
from services.intake.store.batches import Batches, batch_item_of, partner_batch_of
from services.intake.usecases.receive_batch import receive_batch
from shared.http.languages import language_of
from shared.http.lists import Page, PageQuery, page
from shared.http.routing import ServiceRouter, Tx, body_up_to, gate
from shared.kernel.clock import law_date

BATCH_BYTES_MAX = 4 * 1_048_576

router = ServiceRouter(prefix="/intake/v1", tags=["partner batches"])


@router.post("/partner-batches", status_code=202)
@body_up_to(BATCH_BYTES_MAX)
@gate(roles={"partner"}, appends=True)
async def push_batch(body: PartnerBatchIn, request: Request, tx: Tx) -> PartnerBatchReceiptOut:
    """Push up to 1,000 notices, duty requests and updates at once.

    Each item lands or fails on its own: what cannot be read is refused here, by its place, with
    what to do; the rest waits and is worked off in its order.
    """
    read = body.read(today=law_date(tx.now))
    batch = await receive_batch(tx, items=read)
    language = language_of(request.headers.get("accept-language"))
    items = [one.item for one in read]
    catalogue = request.app.state.catalogue
    return PartnerBatchReceiptOut.with_items(batch, items, catalogue, language)


@router.get("/partner-batches")
@gate(roles={"partner"}, reads=True)
async def list_batches(query: Annotated[PageQuery, Query()], tx: Tx) -> Page[PartnerBatchOut]:
    """List the batches of your organization."""
    return await page(
        tx,
        batches_list(tx),
        query,
        order=BATCH_ORDER,
        item=lambda row: PartnerBatchOut.of(partner_batch_of(row)),
    )


@router.get("/partner-batches/{batch_id}")
@gate(roles={"partner"}, reads=True, refuses=(PartnerBatchNotFound,))
async def read_batch(batch_id: UUID, tx: Tx) -> PartnerBatchOut:
    """Read how much of a batch is dealt with."""
    return PartnerBatchOut.of(await Batches(tx).get(batch_id))


@router.get("/partner-batches/{batch_id}/items")
@gate(roles={"partner"}, reads=True, refuses=(PartnerBatchNotFound,))
async def list_batch_items(
    batch_id: UUID, query: Annotated[BatchItemQuery, Query()], request: Request, tx: Tx
) -> Page[BatchItemOut]:
    """List the items by their place: their receipts, or why they were refused."""
    await Batches(tx).get(batch_id)
    language = language_of(request.headers.get("accept-language"))
    catalogue = request.app.state.catalogue
    return await page(
        tx,
        batch_items_list(tx, batch_id, query.state),
        query,
        order=ITEM_ORDER,
        item=lambda row: BatchItemOut.of(batch_item_of(row), catalogue, language),
    )

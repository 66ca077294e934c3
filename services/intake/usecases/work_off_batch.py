"""Use case: work off a partner's batch chunk by chunk; each item lands or fails on its own."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from services.intake.domain.partner_batch import BatchItem, ItemKind, ItemProblem, Receipt
from services.intake.store.batches import Batches
from services.intake.usecases.file_notice import NoticePaper, file_notice
from services.intake.usecases.receive_duty_request import DutyPush, receive_duty_request
from services.intake.usecases.receive_organ_update import UpdatePaper, receive_organ_update
from shared.db.transaction import Transaction
from shared.kernel.refusals import Refusal

WORK_OFF = "work_off_batch"
CHUNK_ITEMS = 50
Papers = tuple[NoticePaper | DutyPush | UpdatePaper, ...]

_NOTICES: TypeAdapter[Any] = TypeAdapter(tuple[NoticePaper, ...])
READINGS: dict[ItemKind, TypeAdapter[Any]] = {
    ItemKind.NOTICE: _NOTICES,
    ItemKind.NOTICE_LIST: _NOTICES,
    ItemKind.DUTY_REQUEST: TypeAdapter(tuple[DutyPush, ...]),
    ItemKind.ORGAN_UPDATE: TypeAdapter(tuple[UpdatePaper, ...]),
}


async def work_off_batch(tx: Transaction, *, batch_id: UUID) -> None:
    """One chunk in the sender's name and with the sender's sight, then the next as a task."""
    batches = Batches(tx)
    batch, sender = await batches.get(batch_id), await batches.sender(batch_id)
    waiting = await batches.waiting(batch_id, limit=CHUNK_ITEMS)
    if not waiting:
        return
    async with tx.acting_for(sender):
        settled = [await _settled(tx, item, content) for item, content in waiting]
    done = await batches.settle(batch, settled)
    stream = f"partner_batch/{batch_id}"
    if done.waiting_count:
        tx.enqueue(WORK_OFF, {"batch_id": str(batch_id)}, tenant=done.org_id, stream=stream)
    else:
        tx.record(stream, "partner_batch.finish", refused=done.refused_count)


async def _settled(tx: Transaction, item: BatchItem, content: str) -> BatchItem:
    kind = ItemKind(item.kind)
    papers = READINGS[kind].validate_json(content)
    try:
        async with tx.savepoint():
            receipts = [one for paper in papers for one in await _LANDINGS[kind](tx, paper)]
    except Refusal as refusal:
        return item.refused(ItemProblem.of(refusal))
    return item.received(tuple(receipts))


async def _land_notice(tx: Transaction, paper: NoticePaper) -> list[Receipt]:
    return [Receipt(ItemKind.NOTICE, (await file_notice(tx, paper=paper)).id)]


async def _land_duty_request(tx: Transaction, paper: DutyPush) -> list[Receipt]:
    request = await receive_duty_request(tx, push=paper)
    return [Receipt(ItemKind.DUTY_REQUEST, request.id)]


async def _land_update(tx: Transaction, paper: UpdatePaper) -> list[Receipt]:
    updates = await receive_organ_update(tx, paper=paper)
    return [Receipt(ItemKind.ORGAN_UPDATE, one.id) for one in updates]


_LANDINGS: dict[ItemKind, Callable[[Transaction, Any], Awaitable[list[Receipt]]]] = {
    ItemKind.NOTICE: _land_notice,
    ItemKind.NOTICE_LIST: _land_notice,
    ItemKind.DUTY_REQUEST: _land_duty_request,
    ItemKind.ORGAN_UPDATE: _land_update,
}

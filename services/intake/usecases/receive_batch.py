"""Use case: store a partner's batch once, and ask for it to be worked off."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.intake.domain.partner_batch import BatchItem, ItemKind, ItemState, PartnerBatch
from services.intake.store.batches import Batches
from services.intake.usecases.work_off_batch import READINGS, WORK_OFF, Papers
from shared.db.transaction import Transaction


@dataclass(frozen=True)
class ReadItem:
    """An item as the edge could read it: with papers, or refused already."""

    item: BatchItem
    papers: Papers = ()


async def receive_batch(tx: Transaction, *, items: Sequence[ReadItem]) -> PartnerBatch:
    """Nothing of a batch is refused for the sake of one item."""
    assert tx.actor.org_id is not None
    refused = sum(one.item.state is ItemState.REFUSED for one in items)
    batch = PartnerBatch(
        id=tx.new_id(),
        org_id=tx.actor.org_id,
        item_count=len(items),
        done_count=refused,
        refused_count=refused,
        received_at=tx.now,
        finished_at=tx.now if refused == len(items) else None,
    )
    await Batches(tx).add(batch, [(one.item, _content(one)) for one in items])
    stream = f"partner_batch/{batch.id}"
    tx.record(stream, "partner_batch.receive", items=len(items), refused=refused)
    if batch.waiting_count:
        tx.enqueue(WORK_OFF, {"batch_id": str(batch.id)}, tenant=batch.org_id, stream=stream)
    return batch


def _content(one: ReadItem) -> str | None:
    if one.item.state is ItemState.REFUSED:
        return None
    return READINGS[ItemKind(one.item.kind)].dump_json(one.papers).decode()

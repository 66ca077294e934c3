"""Store: batches of partners and their items; an item's content stays only until it is dealt with."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, insert, update

from services.intake.domain.facts import plain
from services.intake.domain.partner_batch import (
    BatchItem,
    ItemFault,
    ItemProblem,
    ItemState,
    PartnerBatch,
    PartnerBatchNotFound,
    Receipt,
)
from services.intake.store.push_tables import batch_item, partner_batch
from shared.db.transaction import Transaction
from shared.kernel.actor import Actor

CONTENT_CELL = "batch_item.content"
_SETTLE = (
    update(batch_item)
    .where(batch_item.c.batch_id == bindparam("of_batch"), batch_item.c.place == bindparam("at"))
    .values(
        state=bindparam("to_state"),
        receipts=bindparam("to_receipts"),
        problem=bindparam("to_problem"),
        content_sealed=None,
    )
)


def batch_key(batch_id: UUID) -> str:
    """The scope of the data key that seals the content; destroyed when the batch is finished."""
    return f"partner_batch/{batch_id}"


class Batches:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, batch_id: UUID) -> PartnerBatch:
        """Raises PartnerBatchNotFound, also for what is not yours."""
        return partner_batch_of(await self._row(batch_id))

    async def sender(self, batch_id: UUID) -> Actor:
        """Who sent it, with the roles of that moment."""
        sent_by = dict((await self._row(batch_id)).sent_by)
        return Actor(**{**sent_by, "roles": frozenset(sent_by["roles"])})

    async def add(self, fresh: PartnerBatch, items: Sequence[tuple[BatchItem, str | None]]) -> None:
        """Store the batch once; ``None`` is the content of an item that is refused already."""
        actor = self._tx.actor
        sent_by = {**asdict(actor), "roles": sorted(actor.roles)}
        await self._tx.execute(insert(partner_batch).values(**asdict(fresh), sent_by=sent_by))
        cipher = await self._tx.vault.cipher(self._tx, batch_key(fresh.id))
        rows = [
            {
                "org_id": fresh.org_id,
                "batch_id": fresh.id,
                "place": item.place,
                "kind": item.kind,
                "reference": item.reference,
                "state": str(item.state),
                "receipts": [],
                "problem": plain(item.problem),
                "content_sealed": cipher.seal(CONTENT_CELL, content) if content else None,
            }
            for item, content in items
        ]
        await self._tx.execute(insert(batch_item), rows)

    async def waiting(self, batch_id: UUID, *, limit: int) -> list[tuple[BatchItem, str]]:
        """The next items with their content, opened."""
        query = (
            self._tx.scoped(batch_item)
            .where(batch_item.c.batch_id == batch_id, batch_item.c.state == str(ItemState.WAITING))
            .order_by(batch_item.c.place)
            .limit(limit)
        )
        cipher = await self._tx.vault.cipher(self._tx, batch_key(batch_id))
        rows = await self._tx.execute(query)
        return [(batch_item_of(row), cipher.open(CONTENT_CELL, row.content_sealed)) for row in rows]

    async def settle(self, batch: PartnerBatch, items: Sequence[BatchItem]) -> PartnerBatch:
        """Write what became of the items, forget their content, and count."""
        rows = [
            {
                "of_batch": batch.id,
                "at": item.place,
                "to_state": str(item.state),
                "to_receipts": [{"kind": one.kind, "id": str(one.id)} for one in item.receipts],
                "to_problem": plain(item.problem),
            }
            for item in items
        ]
        await self._tx.execute(_SETTLE, rows)
        done = batch.done_count + len(items)
        refused = sum(item.state is ItemState.REFUSED for item in items)
        finished = done == batch.item_count
        await self._tx.execute(
            update(partner_batch)
            .where(partner_batch.c.id == batch.id)
            .values(
                done_count=done,
                refused_count=partner_batch.c.refused_count + refused,
                finished_at=self._tx.now if finished else None,
            )
        )
        if finished:
            await self._tx.vault.destroy(self._tx, batch_key(batch.id))
        return await self.get(batch.id)

    async def _row(self, batch_id: UUID) -> Row[Any]:
        query = self._tx.scoped(partner_batch).where(partner_batch.c.id == batch_id)
        row: Row[Any] | None = (await self._tx.execute(query)).one_or_none()
        if row is None:
            raise PartnerBatchNotFound()
        return row


def partner_batch_of(row: Row[Any]) -> PartnerBatch:
    names = PartnerBatch.__dataclass_fields__
    return PartnerBatch(**{name: row._mapping[name] for name in names})


def batch_item_of(row: Row[Any]) -> BatchItem:
    return BatchItem(
        place=row.place,
        kind=row.kind,
        reference=row.reference,
        state=ItemState(row.state),
        receipts=tuple(Receipt(one["kind"], UUID(one["id"])) for one in row.receipts),
        problem=_problem_of(row.problem),
    )


def _problem_of(value: dict[str, Any] | None) -> ItemProblem | None:
    if value is None:
        return None
    faults = tuple(ItemFault(**one) for one in value["faults"])
    return ItemProblem(value["code"], value["facts"], faults)

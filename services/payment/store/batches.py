"""Store: batches with their payment orders, and the bank's receipts."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, update

from services.payment.domain.batches import (
    Batch,
    BatchLine,
    BatchNotFound,
    BatchState,
    LineState,
)
from services.payment.domain.receipts import Ruling
from services.payment.store.batch_tables import batch, batch_line, receipt, receipt_line
from shared.db.sql import insert_missing
from shared.db.transaction import Transaction, VersionStale

_BATCH = (
    "id",
    "org_id",
    "claim_count",
    "total_fen",
    "people_min",
    "people_rule",
    "prepared_by",
    "reviewed_by",
    "approved_by",
    "released_by",
    "released_at",
    "version",
)
_LINE = (
    "id",
    "order_no",
    "attempt",
    "claim_id",
    "provider_id",
    "payee_id",
    "amount_fen",
    "bank_reference",
    "paid_on",
    "reason",
)


class Batches:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, batch_id: UUID) -> Batch:
        """Raises BatchNotFound, also for what is not yours."""
        rows = await self._tx.execute(self._tx.scoped(batch).where(batch.c.id == batch_id))
        found = rows.one_or_none()
        if found is None:
            raise BatchNotFound()
        return batch_of(found)

    async def add(
        self, fresh: Batch, lines: Sequence[BatchLine], *, left_out: list[dict[str, str]]
    ) -> None:
        """``left_out``: claim ids with the reason why they had to wait."""
        values = {**_values(fresh), "left_out": left_out, "created_at": self._tx.now}
        await self._tx.execute(insert(batch).values(**values))
        rows = [
            {
                **{name: getattr(line, name) for name in _LINE},
                "state": str(line.state),
                "batch_id": fresh.id,
                "org_id": fresh.org_id,
            }
            for line in lines
        ]
        await self._tx.execute(insert(batch_line), rows)

    async def save(self, held: Batch) -> Batch:
        """Write the change of the version that was read. Raises VersionStale."""
        result = await self._tx.execute(
            update(batch)
            .where(batch.c.id == held.id, batch.c.version == held.version)
            .values(**{**_values(held), "version": held.version + 1})
        )
        if result.rowcount == 0:
            raise VersionStale()
        return replace(held, version=held.version + 1)

    async def lines(self, batch_id: UUID) -> tuple[BatchLine, ...]:
        """The orders of a batch in the order of the bank's file."""
        rows = await self._tx.execute(
            self._tx.scoped(batch_line)
            .where(batch_line.c.batch_id == batch_id)
            .order_by(batch_line.c.order_no)
        )
        return tuple(_line(row) for row in rows)

    async def save_line(self, line: BatchLine, *, was: LineState) -> None:
        """Raises VersionStale where somebody else moved the line first."""
        result = await self._tx.execute(
            update(batch_line)
            .where(batch_line.c.id == line.id, batch_line.c.state == str(was))
            .values(
                state=str(line.state),
                bank_reference=line.bank_reference,
                paid_on=line.paid_on,
                reason=line.reason,
            )
        )
        if result.rowcount == 0:
            raise VersionStale()

    async def attempts(self, claim_ids: Sequence[UUID]) -> dict[UUID, int]:
        """How often each claim was sent or prepared before."""
        rows = await self._tx.execute(
            self._tx.scoped(batch_line, batch_line.c.claim_id, func.max(batch_line.c.attempt))
            .where(batch_line.c.claim_id.in_(claim_ids))
            .group_by(batch_line.c.claim_id)
        )
        return {row[0]: row[1] for row in rows}

    async def posted_fen(self, org_id: str) -> int:
        """What the bank has confirmed for an agency in all."""
        rows = await self._tx.execute(
            self._tx.scoped(batch_line, func.coalesce(func.sum(batch_line.c.amount_fen), 0)).where(
                batch_line.c.org_id == org_id, batch_line.c.state == str(LineState.POSTED)
            )
        )
        return int(rows.scalar_one())


class Receipts:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def add(self, held: Batch, *, digest: str, rulings: Sequence[Ruling]) -> bool:
        """Keep a receipt with its rulings; False where this very file was taken before."""
        receipt_id = self._tx.new_id()
        head = {
            "id": receipt_id,
            "org_id": held.org_id,
            "batch_id": held.id,
            "digest": digest,
            "line_count": len(rulings),
            "imported_by": self._tx.actor.person_id,
            "imported_at": self._tx.now,
        }
        if not await insert_missing(self._tx.connection, receipt, [head]):
            return False
        rows = [self._row(receipt_id, held.org_id, ruling) for ruling in rulings]
        await self._tx.execute(insert(receipt_line), rows)
        return True

    def _row(self, receipt_id: UUID, org_id: str, ruling: Ruling) -> dict[str, Any]:
        said = ruling.receipt
        return {
            "id": self._tx.new_id(),
            "org_id": org_id,
            "receipt_id": receipt_id,
            "line": said.line,
            "order_no": said.order_no,
            "amount_fen": said.amount_fen,
            "outcome": str(said.outcome),
            "bank_reference": said.bank_reference,
            "paid_on": said.paid_on,
            "verdict": str(ruling.verdict),
            "problem_code": ruling.problem_code,
        }


def _values(held: Batch) -> dict[str, Any]:
    return {**{name: getattr(held, name) for name in _BATCH}, "state": str(held.state)}


def batch_of(row: Row[Any]) -> Batch:
    values = row._mapping
    return Batch(**{name: values[name] for name in _BATCH}, state=BatchState(row.state))


def _line(row: Row[Any]) -> BatchLine:
    values = row._mapping
    return BatchLine(**{name: values[name] for name in _LINE}, state=LineState(row.state))

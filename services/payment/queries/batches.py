"""Queries: batches, and the three-way reconciliation of one."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func

from services.payment.store.batch_tables import batch, batch_line, receipt, receipt_line
from services.payment.store.ledger_tables import transfer
from shared.db.transaction import Transaction

BATCH_ORDER = (batch.c.created_at, batch.c.id)


@dataclass(frozen=True)
class Reconciliation:
    """Sums in fen by order state, by the ledger and by the bank's receipts."""

    by_state: dict[str, int]
    ledger_posted_fen: int
    bank_posted_fen: int
    open_problems: int


def batches(tx: Transaction, *, state: str | None) -> Select[Any]:
    query = tx.scoped(batch)
    return query if state is None else query.where(batch.c.state == state)


async def left_out(tx: Transaction, batch_id: UUID) -> list[dict[str, Any]]:
    """What preparation had to leave behind, with reasons."""
    rows = await tx.execute(tx.scoped(batch, batch.c.left_out).where(batch.c.id == batch_id))
    return list(rows.scalar_one())


async def reconciliation(tx: Transaction, batch_id: UUID) -> Reconciliation:
    lines = await tx.execute(
        tx.scoped(batch_line, batch_line.c.state, func.sum(batch_line.c.amount_fen))
        .where(batch_line.c.batch_id == batch_id)
        .group_by(batch_line.c.state)
    )
    ledger = await tx.execute(
        tx.scoped(transfer, func.coalesce(func.sum(transfer.c.amount_fen), 0)).where(
            transfer.c.batch_id == batch_id, transfer.c.kind == "post"
        )
    )
    said = (
        tx.scoped(receipt_line, receipt_line.c.verdict, func.sum(receipt_line.c.amount_fen))
        .join(receipt, receipt.c.id == receipt_line.c.receipt_id)
        .where(receipt.c.batch_id == batch_id)
        .add_columns(func.count())
        .group_by(receipt_line.c.verdict)
    )
    by_verdict = {row[0]: (int(row[1]), int(row[2])) for row in await tx.execute(said)}
    return Reconciliation(
        by_state={row[0]: int(row[1]) for row in lines},
        ledger_posted_fen=int(ledger.scalar_one()),
        bank_posted_fen=by_verdict.get("post", (0, 0))[0],
        open_problems=by_verdict.get("problem", (0, 0))[1],
    )

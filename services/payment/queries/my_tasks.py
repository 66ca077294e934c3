"""Queries: how much work waits for the caller, by kind."""

from collections.abc import Mapping

from sqlalchemy import Table, func, select

from services.payment.store.batch_tables import batch
from services.payment.store.tables import claim, payee, rate_row
from shared.db.transaction import Transaction


async def count_my_tasks(tx: Transaction) -> Mapping[str, int]:
    """Counts for the kinds of work that the caller's roles do."""
    counts: dict[str, int] = {}
    if tx.actor.has("finance_reviewer", "agency_head"):
        counts["claims_to_approve"] = await _count(tx, claim, "priced")
    if tx.actor.has("finance_reviewer"):
        counts["batches_to_review"] = await _count(tx, batch, "prepared")
        found = await tx.execute(select(func.count()).where(payee.c.state == "registered"))
        counts["accounts_to_verify"] = int(found.scalar_one())
    if tx.actor.has("finance_approver", "agency_head"):
        counts["batches_to_approve"] = await _count(tx, batch, "reviewed")
        counts["rates_to_approve"] = await _count(tx, rate_row, "proposed")
    if tx.actor.has("finance_approver", "cashier"):
        counts["batches_to_release"] = await _count(tx, batch, "approved")
    return counts


async def _count(tx: Transaction, table: Table, state: str) -> int:
    found = await tx.execute(tx.scoped(table, func.count()).where(table.c.state == state))
    return int(found.scalar_one())

"""Queries: the trial balance and the journal."""

from typing import Any

from sqlalchemy import Select

from services.payment.store.ledger_tables import account, budget, transfer
from shared.db.transaction import Transaction

JOURNAL_ORDER = (transfer.c.seq, transfer.c.id)


async def trial_balance(tx: Transaction) -> list[Any]:
    """Every account in scope with its budget line; a handful per line and year."""
    rows = await tx.execute(
        tx.scoped(
            account,
            *account.c,
            budget.c.fiscal_year,
            budget.c.fund_source,
            budget.c.use_line,
        )
        .join(budget, budget.c.id == account.c.budget_id)
        .order_by(account.c.org_id, budget.c.fiscal_year, account.c.key)
    )
    return list(rows)


def journal(tx: Transaction, *, claim_id: Any) -> Select[Any]:
    query = tx.scoped(transfer)
    return query if claim_id is None else query.where(transfer.c.claim_id == claim_id)

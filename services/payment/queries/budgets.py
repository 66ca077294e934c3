"""Queries: budget lines with where their money stands."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Select

from services.payment.store.ledger_tables import account, appropriation, budget
from shared.db.transaction import Transaction

APPROPRIATION_ORDER = (appropriation.c.created_at, appropriation.c.id)
BUDGETS_MAX = 500  # lines in one answer


def appropriations(tx: Transaction) -> Select[Any]:
    return tx.scoped(appropriation)


async def budget_lines(tx: Transaction, *, fiscal_year: int | None) -> list[Any]:
    """The lines that the caller may see, the newest year first."""
    query = tx.scoped(budget)
    if fiscal_year is not None:
        query = query.where(budget.c.fiscal_year == fiscal_year)
    order = (budget.c.fiscal_year.desc(), budget.c.org_id, budget.c.use_line, budget.c.fund_source)
    return list(await tx.execute(query.order_by(*order).limit(BUDGETS_MAX)))


async def balances_by_budget(
    tx: Transaction, budget_ids: list[UUID]
) -> Mapping[UUID, Mapping[str, int]]:
    """Balances in fen by budget line and account kind."""
    found: dict[UUID, dict[str, int]] = defaultdict(dict)
    rows = await tx.execute(tx.scoped(account).where(account.c.budget_id.in_(budget_ids)))
    for row in rows:
        found[row.budget_id][row.kind] = row.debits_fen - row.credits_fen
    return found

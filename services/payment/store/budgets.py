"""Store: budget lines and the appropriations given to them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, update

from services.payment.domain.accounts import Account, AccountKind
from services.payment.domain.budgets import (
    Appropriation,
    AppropriationNotFound,
    AppropriationState,
    Available,
    BudgetLine,
)
from services.payment.store.ledger_tables import account, appropriation, budget
from shared.db.sql import insert_missing
from shared.db.transaction import Transaction, VersionStale

_LINE = ("id", "org_id", "fiscal_year", "fund_source", "use_line")
_APPROPRIATION = (
    "id",
    "org_id",
    "budget_id",
    "amount_fen",
    "document_no",
    "proposed_by",
    "approved_by",
    "version",
)


class Budgets:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def open(self, line: BudgetLine) -> BudgetLine:
        """The line of this year, source and use: the existing one, or ``line`` where it is new."""
        row = {**vars(line), "created_at": self._tx.now}
        if await insert_missing(self._tx.connection, budget, [row]):
            return line
        found = await self.lines(line.org_id, line.fiscal_year, line.use_line)
        return next(one for one in found if one.fund_source == line.fund_source)

    async def get(self, budget_id: UUID) -> BudgetLine:
        rows = await self._tx.execute(self._tx.scoped(budget).where(budget.c.id == budget_id))
        return _line(rows.one())

    async def lines(self, org_id: str, fiscal_year: int, use_line: str) -> list[BudgetLine]:
        """The lines of one use in one year, oldest first."""
        rows = await self._tx.execute(
            self._tx.scoped(budget)
            .where(budget.c.org_id == org_id, budget.c.fiscal_year == fiscal_year)
            .where(budget.c.use_line == use_line)
            .order_by(budget.c.created_at, budget.c.id)
        )
        return [_line(row) for row in rows]

    async def available(self, lines: Sequence[BudgetLine]) -> list[Available]:
        """What is free on each line, in the order given."""
        keys = [str(Account(line.id, AccountKind.BUDGET)) for line in lines]
        rows = await self._tx.execute(self._tx.scoped(account).where(account.c.key.in_(keys)))
        free = {row.budget_id: row.debits_fen - row.credits_fen for row in rows}
        return [Available(line, free.get(line.id, 0)) for line in lines]


class Appropriations:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, appropriation_id: UUID) -> Appropriation:
        """Raises AppropriationNotFound."""
        rows = await self._tx.execute(
            self._tx.scoped(appropriation).where(appropriation.c.id == appropriation_id)
        )
        found = rows.one_or_none()
        if found is None:
            raise AppropriationNotFound()
        return appropriation_of(found)

    async def add(self, given: Appropriation) -> None:
        row = {**_values(given), "created_at": self._tx.now}
        await self._tx.execute(insert(appropriation).values(**row))

    async def save(self, given: Appropriation) -> Appropriation:
        """Raises VersionStale."""
        result = await self._tx.execute(
            update(appropriation)
            .where(appropriation.c.id == given.id, appropriation.c.version == given.version)
            .values(**{**_values(given), "version": given.version + 1})
        )
        if result.rowcount == 0:
            raise VersionStale()
        return replace(given, version=given.version + 1)


def _line(row: Row[Any]) -> BudgetLine:
    return BudgetLine(**{name: row._mapping[name] for name in _LINE})


def _values(given: Appropriation) -> dict[str, Any]:
    return {
        **{name: getattr(given, name) for name in _APPROPRIATION},
        "state": str(given.state),
    }


def appropriation_of(row: Row[Any]) -> Appropriation:
    values = row._mapping
    return Appropriation(
        **{name: values[name] for name in _APPROPRIATION}, state=AppropriationState(row.state)
    )

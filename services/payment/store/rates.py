"""Store: rate rows, the ranges they are held against, and the dated number of people."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from services.payment.domain.rates import (
    CostBasis,
    RateRow,
    RateRowNotFound,
    RateRowOverlaps,
    RateState,
    SubsidyRange,
    WorkKind,
)
from services.payment.policy import PEOPLE_RULES, PeopleRule
from services.payment.store.tables import people_rule, rate_row, subsidy_range
from shared.db.transaction import Transaction, VersionStale
from shared.kernel.policy import row_on

_FACTS = (
    "id",
    "org_id",
    "kind",
    "service",
    "stage",
    "procedure",
    "amount_fen",
    "document_no",
    "valid_from",
    "valid_to",
    "proposed_by",
    "approved_by",
    "version",
)
_BASIS = ("direct_cost_fen", "service_days", "daily_wage_fen", "wage_source")


class RateRows:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, rate_row_id: UUID) -> RateRow:
        """Raises RateRowNotFound."""
        rows = await self._tx.execute(self._tx.scoped(rate_row).where(rate_row.c.id == rate_row_id))
        found = rows.one_or_none()
        if found is None:
            raise RateRowNotFound()
        return rate_of(found)

    async def for_work(self, work: WorkKind) -> list[RateRow]:
        """The approved rows that could price ``work`` on any day."""
        query = self._tx.scoped(rate_row).where(
            rate_row.c.org_id == work.org_id,
            rate_row.c.kind == work.kind,
            rate_row.c.state == RateState.APPROVED,
        )
        return [rate_of(row) for row in await self._tx.execute(query)]

    async def add(self, row: RateRow) -> None:
        await self._tx.execute(insert(rate_row).values(**_values(row), created_at=self._tx.now))

    async def save(self, row: RateRow) -> RateRow:
        """Write a decision. Raises VersionStale, and RateRowOverlaps on the database's word."""
        statement = (
            update(rate_row)
            .where(rate_row.c.id == row.id, rate_row.c.version == row.version)
            .values(**{**_values(row), "version": row.version + 1})
        )
        try:
            result = await self._tx.execute(statement)
        except IntegrityError as refused:
            raise RateRowOverlaps(kind=row.kind, valid_from=row.valid_from) from refused
        if result.rowcount == 0:
            raise VersionStale()
        return replace(row, version=row.version + 1)


async def ranges_of(tx: Transaction, kind: str) -> list[SubsidyRange]:
    """Every range of a kind of work, of all times; city-wide facts."""
    rows = await tx.execute(select(subsidy_range).where(subsidy_range.c.kind == kind))
    return [
        SubsidyRange(
            id=row.id,
            kind=row.kind,
            unit=row.unit,
            min_fen=row.min_fen,
            max_fen=row.max_fen,
            clause=row.clause,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in rows
    ]


async def people_rule_on(tx: Transaction, org_id: str, day: date) -> PeopleRule:
    """The agency's own row where a document lowered the number, else everybody's default."""
    columns = people_rule.c
    rows = await tx.execute(
        tx.scoped(people_rule)
        .where(columns.org_id == org_id, columns.valid_from <= day)
        .where(or_(columns.valid_to.is_(None), columns.valid_to >= day))
        .order_by(columns.valid_from.desc())
        .limit(1)
    )
    own = rows.one_or_none()
    if own is not None:
        return PeopleRule(own.id, own.people_min, own.document_no, own.valid_from, own.valid_to)
    return row_on(PEOPLE_RULES, day, table="people", key=org_id)


def _values(row: RateRow) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in _FACTS},
        **{name: getattr(row.basis, name) for name in _BASIS},
        "state": str(row.state),
    }


def rate_of(row: Row[Any]) -> RateRow:
    values = row._mapping
    return RateRow(
        **{name: values[name] for name in _FACTS},
        basis=CostBasis(**{name: values[name] for name in _BASIS}),
        state=RateState(row.state),
    )

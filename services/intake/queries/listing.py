"""Queries: what the lists share - filters by equality, and counts of what the caller may see."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, func

from shared.db.transaction import Transaction


def filtered(statement: Select[Any], table: Table, filters: Mapping[str, Any]) -> Select[Any]:
    """Only the rows whose columns have these values; None asks nothing."""
    asked = {name: value for name, value in filters.items() if value is not None}
    return statement.where(*(table.c[name] == value for name, value in asked.items()))


async def count_of(tx: Transaction, table: Table, *conditions: ColumnElement[bool]) -> int:
    """How many rows of ``table`` the caller may see that meet the conditions."""
    rows = await tx.execute(tx.scoped(table, func.count()).where(*conditions))
    return int(rows.scalar_one())

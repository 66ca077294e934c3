"""Store: rows of the dated and city-wide tables as the seed files have them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table

from services.intake.store.public_tables import map_point
from services.intake.store.tables import hardship_standard, organization
from shared.db.sql import insert_into
from shared.db.transaction import Transaction


async def put_organizations(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    await _put(tx, organization, rows)


async def put_standards(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    await _put(tx, hardship_standard, rows)


async def put_map_points(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    await _put(tx, map_point, rows)


async def _put(tx: Transaction, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        return
    statement = insert_into(table, tx.database.dialect)
    key = [column.name for column in table.primary_key.columns]
    rest = [column.name for column in table.columns if column.name not in key]
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=key, set_={name: statement.excluded[name] for name in rest}
        ),
        [dict(row) for row in rows],
    )

"""Support: one row in every tenant table of a service, made from the column types alone."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Uuid,
    insert,
    text,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.db.engine import Database
from shared.db.types import Instant
from tests.support.payloads import SOME_ID

MOMENT = datetime(2026, 1, 5, 2, tzinfo=UTC)


async def put_foreign_rows(database: Database, metadata: MetaData, org_id: str) -> list[str]:
    """Insert a row of ``org_id`` wherever rows have a tenant, all with the same id.

    One id for all, so that every reference between the rows holds. Constraints on what a row may
    say are put aside: only its owner matters here. Returns the names of the tables.
    """
    tables = [table for table in metadata.sorted_tables if table.info.get("tenant")]
    async with database.begin() as connection:
        await _put_constraints_aside(connection, database.dialect)
        for table in tables:
            await connection.execute(insert(table), _row(table, org_id))
    return [table.name for table in tables]


async def _put_constraints_aside(connection: AsyncConnection, dialect: str) -> None:
    if dialect != "sqlite":
        raise ValueError("rows out of thin air are made on SQLite only")
    for pragma in ("ignore_check_constraints=ON", "defer_foreign_keys=ON"):
        await connection.execute(text(f"PRAGMA {pragma}"))
    found = await connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
    for (name,) in found.all():
        await connection.execute(text(f'DROP TRIGGER "{name}"'))


def _row(table: Table, org_id: str) -> dict[str, Any]:
    row = {column.name: _value(column) for column in table.columns if not column.nullable}
    return {**row, "org_id": org_id}


def _value(column: Column[Any]) -> Any:
    if isinstance(column.type, Instant | DateTime):
        return MOMENT
    makers: list[tuple[type, Any]] = [
        (Uuid, UUID(SOME_ID)),
        (Boolean, False),
        (Date, date(2026, 1, 5)),
        (LargeBinary, b"sealed"),
        (Integer, 1),
    ]
    for kind, value in makers:
        if isinstance(column.type, kind):
            return value
    return {} if column.type.__visit_name__ == "JSON" else _text(column)


def _text(column: Column[Any]) -> str:
    """A state column gets a word of its own constraint, so that the row can be shown to its owner."""
    for constraint in column.table.constraints:
        if isinstance(constraint, CheckConstraint) and column.name in str(constraint.sqltext):
            quoted = str(constraint.sqltext).split("'")
            if len(quoted) > 1:
                return quoted[1]
    return "x"

"""Database: the few expressions that the two dialects spell differently."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Float, Table, literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement

from shared.db.types import Instant


class moment(FunctionElement[Any]):
    """The database's own time, ``seconds`` from now. For leases and back-off, never for the law."""

    type = Instant()
    inherit_cache = True
    name = "moment"

    def __init__(self, seconds: float | ColumnElement[Any] = 0.0) -> None:
        shift = seconds if isinstance(seconds, ColumnElement) else literal(float(seconds), Float())
        super().__init__(shift)


@compiles(moment, "postgresql")
def _postgresql_moment(element: moment, compiler: Any, **kw: Any) -> str:
    shift = compiler.process(element.clauses, **kw)
    return f"(now() + make_interval(secs => CAST({shift} AS double precision)))"


@compiles(moment, "sqlite")
def _sqlite_moment(element: moment, compiler: Any, **kw: Any) -> str:
    shift = compiler.process(element.clauses, **kw)
    return f"strftime('%Y-%m-%dT%H:%M:%f000Z', 'now', {shift} || ' seconds')"


def insert_into(table: Table, dialect: str) -> Any:
    """An insert that knows ON CONFLICT; typed Any because the two dialects share no base."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


async def insert_missing(
    connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]
) -> int:
    """Insert what is not there yet (ON CONFLICT DO NOTHING). Returns how many rows were new."""
    if not rows:
        return 0
    statement = _inserting_missing(table, connection.dialect.name)
    if len(rows) == 1:
        return int((await connection.execute(statement, dict(rows[0]))).rowcount)
    first_key = next(iter(table.primary_key.columns))
    found = await connection.execute(statement.returning(first_key), [dict(row) for row in rows])
    return len(found.all())


@cache
def _inserting_missing(table: Table, dialect: str) -> Any:
    return insert_into(table, dialect).on_conflict_do_nothing()

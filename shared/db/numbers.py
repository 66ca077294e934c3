"""Database: gapless numbers. The row lock is held to the commit, so a rollback returns the number."""

from functools import cache
from typing import Any

from shared.db.sql import insert_into
from shared.db.tables import gapless_number
from shared.db.transaction import Transaction


async def next_number(tx: Transaction, series: str) -> int:
    """1, 2, 3 ... of ``series`` (for example agency, year and kind), with no gap."""
    return (await reserve_numbers(tx, series, 1))[0]


async def reserve_numbers(tx: Transaction, series: str, count: int) -> range:
    """The next ``count`` numbers of ``series``; whoever reserves them accounts for each."""
    given = {"series": series, "last": count}
    last = int((await tx.execute(_taking(tx.database.dialect), given)).scalar_one())
    return range(last - count + 1, last + 1)


@cache
def _taking(dialect: str) -> Any:
    statement = insert_into(gapless_number, dialect)
    return statement.on_conflict_do_update(
        index_elements=[gapless_number.c.series],
        set_={"last": gapless_number.c.last + statement.excluded.last},
    ).returning(gapless_number.c.last)

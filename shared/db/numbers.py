"""Database: gapless numbers. The row lock is held to the commit, so a rollback returns the number."""

from functools import cache
from typing import Any

from shared.db.sql import insert_into
from shared.db.tables import gapless_number
from shared.db.transaction import Transaction


async def next_number(tx: Transaction, series: str) -> int:
    """1, 2, 3 ... of ``series`` (for example agency, year and kind), with no gap."""
    taken = await tx.execute(_taking(tx.database.dialect), {"series": series, "last": 1})
    return int(taken.scalar_one())


@cache
def _taking(dialect: str) -> Any:
    return (
        insert_into(gapless_number, dialect)
        .on_conflict_do_update(
            index_elements=[gapless_number.c.series],
            set_={"last": gapless_number.c.last + 1},
        )
        .returning(gapless_number.c.last)
    )

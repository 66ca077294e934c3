"""Store: loads the dated facts of a city (ranges, numbers of people) from files; never amounts."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from services.payment.store.tables import people_rule, subsidy_range
from shared.db.sql import insert_into
from shared.db.transaction import Transaction

RANGES_FILE = "subsidy_ranges.csv"
PEOPLE_FILE = "payment_people.csv"


async def seed(tx: Transaction, folder: Path) -> None:
    """Upsert what the files say; running it again changes nothing.

    A rate card is never seeded: amounts are proposed and approved by two people (P-01).
    """
    for row in _rows(folder / RANGES_FILE):
        row |= {"min_fen": int(row["min_fen"]), "max_fen": int(row["max_fen"])}
        await _upsert(tx, subsidy_range, _dated(row))
    for row in _rows(folder / PEOPLE_FILE):
        row |= {"people_min": int(row["people_min"])}
        await _upsert(tx, people_rule, _dated(row))


def _rows(file: Path) -> list[dict[str, Any]]:
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    valid_to = row["valid_to"]
    return {
        **row,
        "valid_from": date.fromisoformat(row["valid_from"]),
        "valid_to": date.fromisoformat(valid_to) if valid_to else None,
    }


async def _upsert(tx: Transaction, table: Table, row: dict[str, Any]) -> None:
    statement = insert_into(table, tx.database.dialect).values(**row)
    rest = {name: value for name, value in row.items() if name != "id"}
    await tx.execute(statement.on_conflict_do_update(index_elements=[table.c.id], set_=rest))

"""Use case: load a city's organizations, map points and hardship lines from its folder; repeatable."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from services.intake.store.seeds import put_map_points, put_organizations, put_standards
from shared.db.transaction import Transaction


async def load_seed(tx: Transaction, folder: Path) -> None:
    """Insert what is new and bring what changed up to date, by the row's own key."""
    organizations = [_organization(row) for row in _rows(folder / "organizations.csv")]
    standards = [_standard(row) for row in _rows(folder / "hardship_standards.csv")]
    await put_organizations(tx, organizations)
    await put_standards(tx, standards)
    await put_map_points(tx, [_map_point(row) for row in _rows(folder / "map_points.csv")])
    tx.record("seed/intake", "seed.load", organizations=len(organizations), lines=len(standards))


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _organization(row: dict[str, str]) -> dict[str, Any]:
    return {
        **row,
        "parent_code": row["parent_code"] or None,
        "can_decide": row["can_decide"] == "yes",
    }


def _map_point(row: dict[str, str]) -> dict[str, Any]:
    degrees = {name: int(row[name]) for name in ("longitude_e6", "latitude_e6")}
    return {**row, **degrees}


def _standard(row: dict[str, str]) -> dict[str, Any]:
    return {
        **row,
        "amount_fen": int(row["amount_fen"]),
        "valid_from": date.fromisoformat(row["valid_from"]),
        "valid_to": date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
    }

"""Policy: the law that ships with a release, as frozen rows. Rates and ranges are tables."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from services.payment.domain.budgets import AllowedUse, FundRule
from services.payment.domain.separation import PEOPLE_MIN_EVER
from shared.kernel.codes import CodeList, code_list
from shared.kernel.obligations import DeadlineRule, Unit

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class PeopleRule:
    """How many people a batch needs, from one day on; ``org_id`` None is everybody's default."""

    id: str
    people_min: int
    source: str
    valid_from: date
    valid_to: date | None = None


def _rows(name: str, key: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads((_FOLDER / name).read_text("utf-8"))[key]
    return rows


def _without_id(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != "id"}


def _deadlines() -> tuple[DeadlineRule, ...]:
    tables = tomllib.loads((_FOLDER / "deadlines.toml").read_text("utf-8"))
    return tuple(
        DeadlineRule(code=code, **{**row, "unit": Unit(row["unit"])})
        for code, row in tables.items()
    )


USES = tuple(AllowedUse(**_without_id(row)) for row in _rows("uses.toml", "use"))
FUND_RULES = tuple(FundRule(**_without_id(row)) for row in _rows("uses.toml", "own_fund_source"))
PEOPLE_RULES = tuple(PeopleRule(**row) for row in _rows("people.toml", "people"))
DEADLINES = _deadlines()
PAY_PROMPTLY = next(rule for rule in DEADLINES if rule.code == "T23")
CODE_LISTS: dict[str, CodeList] = {
    name: code_list(name, rows)
    for name, rows in tomllib.loads((_FOLDER / "code_lists.toml").read_text("utf-8")).items()
}

assert all(rule.people_min >= PEOPLE_MIN_EVER for rule in PEOPLE_RULES)

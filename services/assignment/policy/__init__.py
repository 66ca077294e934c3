"""Policy: the law that ships with assignment, read from the TOML beside it when the service starts."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from services.assignment.domain.closing import ChecklistItem, ClosingEvent
from services.assignment.domain.matching import FACTORS, Weights
from services.assignment.domain.qualification import Permission, constraints
from shared.kernel.codes import CodeList, code_list
from shared.kernel.obligations import DeadlineRule, Unit
from shared.kernel.policy import row_on

CLOSING_SOURCE = "P148 40"

_FOLDER = Path(__file__).parent


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / name).read_text(encoding="utf-8"))


def _deadlines() -> dict[str, DeadlineRule]:
    return {
        code: DeadlineRule(code=code, **{**row, "unit": Unit(row["unit"])})
        for code, row in _load("deadlines.toml").items()
    }


def _permissions() -> dict[tuple[str, str], Permission]:
    table = {}
    for row in _load("qualification.toml")["permission"]:
        for service in row["services"]:
            table[(row["provider_kind"], service)] = Permission(
                provider_kind=row["provider_kind"],
                service=service,
                except_stages=tuple(row.get("except_stages", ())),
                notice_cases=row["notice_cases"],
                licensed=row["licensed"],
                source=row["source"],
            )
    return table


def _years_by_ground() -> dict[str, int]:
    rows = _load("qualification.toml")["years"]
    return {code: row["years"] for row in rows for code in row["ground_codes"]}


def _weights() -> tuple[Weights, ...]:
    rows = [Weights(**{"valid_to": None, **row}) for row in _load("weights.toml")["weights"]]
    for row in rows:
        unknown = set(row.factors) - set(FACTORS)
        if unknown:
            raise ValueError(f"weights {row.version} name unknown factors {sorted(unknown)}")
    return tuple(rows)


def _closing_events() -> tuple[ClosingEvent, ...]:
    return tuple(
        ClosingEvent(row["code"], tuple(row["services"]), tuple(row["stages"]), CLOSING_SOURCE)
        for row in _load("closing.toml")["closing"]
    )


def _checklist() -> tuple[ChecklistItem, ...]:
    rows = _load("closing_checklist.toml")["item"]
    return tuple(
        ChecklistItem(**{**row, "services": tuple(row["services"]), "stages": tuple(row["stages"])})
        for row in rows
    )


def _code_lists() -> dict[str, CodeList]:
    lists = {
        name: code_list(name, table["rows"]) for name, table in _load("code_lists.toml").items()
    }
    papers = [
        {"code": i.code, "label_zh": i.label_zh, "label_en": i.label_en, "source": i.source}
        for i in _checklist()
    ]
    return {**lists, "closing_file_items": code_list("closing_file_items", papers)}


DEADLINES = _deadlines()
PERMISSIONS = _permissions()
RULES = constraints(PERMISSIONS)
YEARS_BY_GROUND = _years_by_ground()
WEIGHTS = _weights()
CLOSING_EVENTS = _closing_events()
CHECKLIST = _checklist()
CODE_LISTS = _code_lists()
INMATE_ASKED = frozenset(_load("duty.toml")["inmate_asked_purposes"])
TRIAL_STAGES = frozenset(
    {"FIRST", "SECOND", "DEATH_REVIEW", "RETRIAL"}
)  # T13: papers go to a court


def weights_on(day: date) -> Weights:
    """The weights in force. Raises PolicyRowMissing."""
    return row_on(WEIGHTS, day, table="weights", key="assignment")

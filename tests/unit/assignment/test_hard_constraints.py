"""Unit: every hard rule of law.md 4.1 and 4.2, a row per clause."""

from datetime import date
from typing import Any

import pytest

from services.assignment.domain.qualification import check
from services.assignment.domain.registry import Standing
from services.assignment.policy import RULES
from tests.support.assignment import candidate, need

MET = None

CLAUSES: list[tuple[str, str, dict[str, Any], dict[str, Any], str | None]] = [
    # rule, clause, case, candidate, reason
    ("G0", "a lawyer may defend", {}, {}, MET),
    (
        "G0",
        "律师法 13: a grassroots worker never in criminal",
        {},
        {"kind": "grassroots_worker"},
        "kind_may_not_give_service",
    ),
    (
        "G0",
        "民事诉讼法 61: a grassroots worker as agent",
        {"service": "LIT", "kind": "civil", "by_notice": False},
        {"kind": "grassroots_worker"},
        MET,
    ),
    (
        "G0",
        "刑事诉讼法 34: investigation is for lawyers",
        {"stage": "INVESTIGATION", "by_notice": False},
        {"kind": "agency_staff"},
        "kind_may_not_act_at_stage",
    ),
    (
        "G0",
        "法律援助法 25: a notice asks for a lawyer",
        {},
        {"kind": "agency_staff"},
        "notice_asks_for_a_lawyer",
    ),
    (
        "G0",
        "法律援助法 17(2): students advise and draft only",
        {"service": "LIT", "by_notice": False},
        {"kind": "volunteer_student"},
        "kind_may_not_give_service",
    ),
    ("G0", "a lawyer without a license date", {}, {"licensed_on": None}, "no_license_date"),
    (
        "G1",
        "P148 26(1): ten years of license, two of defence",
        {"defense_years_min": 3},
        {"criminal_defense_since": date(2024, 3, 2)},
        "criminal_defense_too_short",
    ),
    (
        "G1",
        "法律援助法 26: the license itself is too young",
        {"defense_years_min": 3},
        {"licensed_on": date(2024, 1, 1)},
        "practice_too_short",
    ),
    (
        "G1",
        "民法典 1259: three years to the day suffice",
        {"defense_years_min": 3},
        {"criminal_defense_since": date(2023, 3, 2)},
        MET,
    ),
    (
        "G1",
        "a day short of three years",
        {"defense_years_min": 3},
        {"criminal_defense_since": date(2023, 3, 3)},
        "criminal_defense_too_short",
    ),
    ("G1", "no years asked", {}, {"criminal_defense_since": None}, MET),
    (
        "G2",
        "P148 26(2): a minor's case",
        {"minor": True},
        {"minors_experience": False},
        "does_not_know_minors",
    ),
    ("G2", "an adult's case", {}, {"minors_experience": False}, MET),
    ("G3", "刑诉法解释 43(2)", {}, {"conflicts": ("G3",)}, "defends_a_co_accused"),
    ("G4", "律师法 39", {}, {"conflicts": ("G4",)}, "acts_for_the_other_side"),
    (
        "G5",
        "律师法 41: left the bench a year ago",
        {},
        {"left_bench_on": date(2025, 3, 2)},
        "left_the_bench_too_recently",
    ),
    ("G5", "two years to the day are over", {}, {"left_bench_on": date(2024, 3, 2)}, MET),
    ("G6", "a third handler", {"handlers_already": 2}, {}, "party_has_two_handlers"),
    ("G6", "a second handler", {"handlers_already": 1}, {}, MET),
    ("G7", "律师法 13: suspended", {}, {"standing": Standing.SUSPENDED}, "suspended"),
    ("G7", "revoked", {}, {"standing": Standing.REVOKED}, "revoked"),
    ("G7", "the firm is suspended", {}, {"firm_standing": Standing.SUSPENDED}, "firm_suspended"),
    (
        "G7",
        "the license begins later",
        {},
        {"licensed_on": date(2026, 3, 3)},
        "license_not_yet_valid",
    ),
    (
        "G9",
        "helped two co-suspects on duty",
        {},
        {"conflicts": ("G9",)},
        "helped_several_co_suspects",
    ),
]


@pytest.mark.row("A-03")
@pytest.mark.parametrize(
    ("rule", "clause", "case", "person", "reason"), CLAUSES, ids=[f"{c[0]} {c[1]}" for c in CLAUSES]
)
def test_each_clause_bars_or_lets_pass(
    rule: str, clause: str, case: dict[str, Any], person: dict[str, Any], reason: str | None
) -> None:
    answers = {c.rule: c.reason for c in check(need(**case), candidate(**person), RULES)}
    assert answers[rule] == reason


def test_every_rule_answers_even_when_the_first_already_bars() -> None:
    barred = candidate(kind="grassroots_worker", standing=Standing.SUSPENDED)
    answers = [c.rule for c in check(need(), barred, RULES) if c.reason]
    assert answers == ["G0", "G7"]

"""The scope engine: one row per clause, all rules looked at, the most favorable decides."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.intake import policy
from services.intake.domain.facts import CaseFacts
from services.intake.domain.scope import MeansTest, evaluate_scope
from tests.support.intake import PARTY, SUSPECT


def changed(base: CaseFacts, **changes: Any) -> CaseFacts:
    sets: dict[str, Any] = {
        name: frozenset(changes.pop(name, ())) for name in ("tags", "circumstances")
    }
    return replace(base, **sets, **changes)


CLAUSES = [
    ("LAL-24-HARDSHIP", "required", changed(SUSPECT)),
    ("LAL-24-HARDSHIP", "required", changed(SUSPECT, standing="suspect_relative")),
    ("LAL-24-OTHER", "waived", changed(SUSPECT, circumstances={"other_reason"})),
    ("LAL-25-1-1", "not_tested", changed(SUSPECT, tags={"MINOR"})),
    ("LAL-25-1-2", "not_tested", changed(SUSPECT, tags={"HEARING_DISABLED"})),
    ("LAL-25-1-3", "not_tested", changed(SUSPECT, circumstances={"capacity_limited"})),
    ("LAL-25-1-4", "not_tested", changed(SUSPECT, circumstances={"life_or_death_possible"})),
    ("LAL-25-1-5", "not_tested", changed(SUSPECT, standing="accused", stage="DEATH_REVIEW")),
    ("LAL-25-1-6", "not_tested", changed(SUSPECT, circumstances={"trial_in_absence"})),
    ("LAL-28", "not_tested", changed(SUSPECT, circumstances={"compulsory_treatment"})),
    ("LAL-29-1", "required", changed(SUSPECT, standing="victim")),
    ("LAL-29-1", "required", changed(SUSPECT, standing="victim_relative")),
    ("LAL-29-2", "required", changed(SUSPECT, standing="private_prosecutor")),
    ("LAL-29-3", "required", changed(SUSPECT, standing="attached_civil_plaintiff")),
    ("LAL-31-1", "required", changed(PARTY, cause_code="state_compensation")),
    ("LAL-31-2", "required", changed(PARTY, cause_code="social_insurance")),
    ("LAL-31-2", "required", changed(PARTY, kind="administrative", cause_code="social_assistance")),
    ("LAL-31-3", "required", changed(PARTY, cause_code="survivor_pension")),
    ("LAL-31-4", "required", changed(PARTY, cause_code="elder_support")),
    ("LAL-31-4", "required", changed(PARTY, cause_code="child_support")),
    ("LAL-31-5", "required", changed(PARTY, cause_code="labor_remuneration")),
    ("LAL-31-5", "required", changed(PARTY, cause_code="labor_relation")),
    ("LAL-31-6", "required", changed(PARTY, cause_code="civil_capacity")),
    ("LAL-31-7", "required", changed(PARTY, cause_code="work_injury")),
    ("LAL-31-7", "required", changed(PARTY, cause_code="medical_injury")),
    ("LAL-31-8", "required", changed(PARTY, cause_code="pollution")),
    ("LAL-31-9", "required", changed(PARTY, kind="administrative", cause_code="reconsideration")),
    ("LAL-32-1", "waived", changed(PARTY, cause_code="personality_right", tags={"MARTYR_KIN"})),
    ("LAL-32-2", "waived", changed(PARTY, cause_code="brave_act_claim")),
    ("LAL-32-3", "waived",
     changed(PARTY, cause_code="state_compensation", circumstances={"retrial_acquittal"})),
    ("LAL-32-4", "waived",
     changed(PARTY, cause_code="divorce", circumstances={"domestic_violence"})),
    ("LAL-33", "required", changed(PARTY, stage="RETRIAL", circumstances={"retrial_ordered"})),
    ("LAL-33", "required", changed(SUSPECT, stage="RETRIAL", circumstances={"protest_lodged"})),
    ("BT-5-1", "required", changed(PARTY, tags={"MINOR"}, circumstances={"abandonment"})),
    ("BT-5-2", "required", changed(PARTY, tags={"ELDERLY60"})),
    ("BT-5-3", "required", changed(PARTY, cause_code="employment_right", tags={"DISABLED"})),
    ("BT-5-4", "required", changed(PARTY, cause_code="loan_dispute", tags={"MILITARY_FAMILY"})),
    ("BT-5-5", "required", changed(PARTY, cause_code="farm_inputs", tags={"FARMER_HERDER"})),
]  # fmt: skip


@pytest.mark.parametrize(("rule_id", "means", "facts"), CLAUSES)
def test_each_clause_lets_its_own_matter_in(rule_id: str, means: str, facts: CaseFacts) -> None:
    answer = evaluate_scope(facts, policy.SCOPE_RULES)
    matched = {rule.id: rule for rule in answer.inclusions}
    assert answer.inside
    assert matched[rule_id].means == means


OUTSIDE = [
    ("loan between friends", changed(PARTY, cause_code="loan_dispute"), None),
    ("farm inputs bought by a townsman", changed(PARTY, cause_code="farm_inputs"), None),
    ("employment of others", changed(PARTY, cause_code="employment_right"), None),
    ("retrial before any order", changed(PARTY, stage="RETRIAL"), "RETRIAL_NOT_ORDERED"),
    ("a company", changed(PARTY, standing="organization"), "NOT_A_PERSON"),
]  # fmt: skip


@pytest.mark.parametrize(("matter", "facts", "excluded_by"), OUTSIDE)
def test_what_no_clause_covers_is_outside(
    matter: str, facts: CaseFacts, excluded_by: str | None
) -> None:
    answer = evaluate_scope(facts, policy.SCOPE_RULES)
    assert not answer.inside, matter
    assert [rule.ground for rule in answer.exclusions] == ([excluded_by] if excluded_by else [])


def test_every_clause_has_a_row_in_this_table() -> None:
    tested = {rule_id for rule_id, _, _ in CLAUSES}
    shipped = {rule.id for rule in policy.SCOPE_RULES if not rule.id.startswith("EX-")}
    assert tested == shipped


def test_every_rule_of_the_day_is_looked_at_with_its_clause() -> None:
    answer = evaluate_scope(PARTY, policy.SCOPE_RULES)
    assert len(answer.looks) == len(policy.SCOPE_RULES)
    assert all(look.rule.article for look in answer.looks)
    assert all(look.failing for look in answer.looks if not look.matched)


def test_an_abused_minor_is_never_means_tested() -> None:
    facts = changed(PARTY, cause_code="child_support", tags={"MINOR"}, circumstances={"abuse"})
    answer = evaluate_scope(facts, policy.SCOPE_RULES)
    assert {"LAL-31-4", "LAL-32-4", "BT-5-1"} <= {rule.id for rule in answer.inclusions}
    assert answer.decisive is not None
    assert answer.decisive.means is MeansTest.WAIVED


def test_the_municipal_widenings_do_not_reach_back_before_the_opinion() -> None:
    facts = changed(
        PARTY, cause_code="farm_inputs", tags={"FARMER_HERDER"}, received_on=date(2023, 12, 31)
    )
    assert not evaluate_scope(facts, policy.SCOPE_RULES).inside


def test_a_municipal_item_carries_its_own_layer() -> None:
    layers = {rule.id: rule.layer for rule in policy.SCOPE_RULES}
    assert {layer for rule, layer in layers.items() if rule.startswith("BT-")} == {"municipal"}
    assert {layer for rule, layer in layers.items() if rule.startswith("LAL-")} == {"national"}

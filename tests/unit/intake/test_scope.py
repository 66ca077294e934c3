"""The scope engine: one row per clause, all rules looked at, the most favorable decides."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake import policy
from services.intake.domain.facts import CaseFacts
from services.intake.domain.scope import Effect, Layer, MeansTest, evaluate_scope
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
    ("LAL-25-1-7", "not_tested", changed(SUSPECT, circumstances={"defense_required_by_law"})),
    ("LAL-25-2", "not_tested",
     changed(SUSPECT, standing="accused", stage="FIRST", circumstances={"ordinary_procedure"})),
    ("LAL-28", "not_tested", changed(SUSPECT, circumstances={"compulsory_treatment"})),
    ("LAL-28", "not_tested",
     changed(SUSPECT, standing="treatment_respondent", circumstances={"compulsory_treatment"})),
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
    ("LAL-32-5", "waived",
     changed(PARTY, cause_code="loan_dispute", circumstances={"no_means_test_by_law"})),
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
    ("a victim in a trial in absence of the accused",
     changed(PARTY, kind="criminal", circumstances={"trial_in_absence"}), None),
    ("a soldier's loan before the opinion",
     changed(PARTY, cause_code="loan_dispute", tags={"MILITARY"}, received_on=date(2023, 12, 31)),
     None),
    ("a veteran's loan", changed(PARTY, cause_code="loan_dispute", tags={"VETERAN"}), None),
    ("support of an elder asked for by a criminal suspect's kin",
     changed(SUSPECT, cause_code="elder_support", standing="party"), None),
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
    shipped = {rule.id for rule in policy.SCOPE_RULES if rule.effect is Effect.INCLUDES}
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


def test_every_rule_says_whose_it_is() -> None:
    layers = {rule.id: rule.layer for rule in policy.SCOPE_RULES}
    municipal = {rule for rule, layer in layers.items() if layer is Layer.MUNICIPAL}
    assert municipal == {f"BT-5-{number}" for number in range(1, 6)}
    classes = policy.hardship_policy(())
    assert {row.layer for row in classes.deemed} == {Layer.MUNICIPAL}
    assert {row.layer for row in classes.exempt} == {Layer.NATIONAL, Layer.REGION}


def test_a_national_update_leaves_the_municipal_widenings_standing() -> None:
    kept = [rule for rule in policy.SCOPE_RULES if rule.layer is not Layer.NATIONAL]
    facts = changed(PARTY, tags={"ELDERLY60"})
    decisive = evaluate_scope(facts, kept).decisive
    assert decisive is not None
    assert decisive.id == "BT-5-2"


CODES = {
    name: sorted(code.code for code in found.codes) for name, found in policy.CODE_LISTS.items()
}
facts_of_any_kind = st.builds(
    CaseFacts,
    kind=st.sampled_from(CODES["kinds"]),
    service=st.sampled_from(CODES["services"]),
    stage=st.sampled_from(CODES["stages"]),
    cause_code=st.sampled_from(CODES["causes"]),
    standing=st.sampled_from(CODES["standings"]),
    received_on=st.dates(date(2022, 1, 1), date(2027, 12, 31)),
    tags=st.frozensets(st.sampled_from(CODES["recipient_tags"]), max_size=6),
    circumstances=st.frozensets(st.sampled_from(CODES["circumstances"]), max_size=6),
)
FAVOR = [MeansTest.NOT_TESTED, MeansTest.WAIVED, MeansTest.REQUIRED]


@given(facts_of_any_kind)
def test_the_most_favorable_matching_rule_decides(facts: CaseFacts) -> None:
    answer = evaluate_scope(facts, policy.SCOPE_RULES)
    own = [FAVOR.index(rule.means) for rule in answer.inclusions if not rule.needs_approver]
    if answer.inside and own:
        assert answer.decisive is not None
        assert not answer.decisive.needs_approver
        assert FAVOR.index(answer.decisive.means) == min(own)


@given(
    facts_of_any_kind,
    st.sampled_from(CODES["circumstances"]),
    st.sampled_from(CODES["recipient_tags"]),
)
def test_more_that_speaks_for_a_person_never_makes_it_worse(
    facts: CaseFacts, circumstance: str, tag: str
) -> None:
    before = evaluate_scope(facts, policy.SCOPE_RULES)
    more = replace(
        facts, tags=facts.tags | {tag}, circumstances=facts.circumstances | {circumstance}
    )
    after = evaluate_scope(more, policy.SCOPE_RULES)
    assert {rule.id for rule in before.inclusions} <= {rule.id for rule in after.inclusions}
    assert after.inside or not before.inside

"""What the public room says: every locale says the same things, and every finding has its words."""

import string
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake import policy
from services.intake.api.eligibility_bodies import eligibility_out
from services.intake.domain.assessment import assess
from services.intake.domain.hardship import HouseholdStatementMissing
from services.intake.domain.organization import Organization
from services.intake.domain.scope import Conditions, Effect, MeansTest
from services.intake.policy.public_texts import FIRST_LOCALE, LOCALES, PUBLIC_TEXTS, PublicTexts
from services.intake.usecases.check_eligibility import Eligibility
from tests.support.intake import LINE_FEN, PARTY, SUSPECT, household, inquiry, line

AGENCY = Organization(
    code="LA-150203",
    name="昆都仑区法律援助中心",
    kind="legal_aid_agency",
    area_code="150203",
    parent_code="JA-150203",
    can_decide=True,
    address="",
    phone="12348",
    confidence="P",
    source="demo",
)
FIRST = PUBLIC_TEXTS[FIRST_LOCALE]
OTHERS = [texts for texts in PUBLIC_TEXTS.values() if texts is not FIRST]


def leaves(value: Any, path: str = "") -> dict[str, frozenset[str]]:
    """Every text by its place, as the placeholders in it."""
    if isinstance(value, dict):
        return {
            k: v for name, one in value.items() for k, v in leaves(one, f"{path}/{name}").items()
        }
    if isinstance(value, tuple):
        return {f"{path}/{len(value)}": frozenset()}
    return {path: frozenset(name for _, name, _, _ in string.Formatter().parse(value) if name)}


def test_the_national_language_comes_first_and_english_beside_it() -> None:
    assert LOCALES[0] == "zh-CN"
    assert "en" in LOCALES


@pytest.mark.parametrize("texts", OTHERS, ids=lambda texts: texts.locale)
def test_every_locale_has_the_same_texts_with_the_same_places(texts: PublicTexts) -> None:
    assert leaves(asdict(texts)) == leaves(asdict(FIRST))


def test_every_condition_effect_and_means_has_its_words() -> None:
    assert set(FIRST.check.failing) == set(Conditions.__dataclass_fields__)
    assert set(FIRST.check.effects) == {str(effect) for effect in Effect}
    assert set(FIRST.check.means) == {str(means) for means in MeansTest}


def checked(asked: Any, locale: str = "zh-CN") -> Any:
    assessment = assess(asked, policy.SCOPE_RULES, policy.hardship_policy((line(),)))
    return eligibility_out(Eligibility(AGENCY, assessment.scope, assessment), PUBLIC_TEXTS[locale])


@pytest.mark.parametrize(
    ("income_fen", "outcome", "words"),
    [
        (LINE_FEN, "likely_yes", "每人每月2,270.00元，共2,270.00元。收入不高于标准"),
        (LINE_FEN + 1, "person_decides", "合计2,270.01元"),
        (2 * LINE_FEN, "likely_no", "收入高于标准"),
    ],
)
def test_the_arithmetic_is_told_in_plain_words(income_fen: int, outcome: str, words: str) -> None:
    answer = checked(inquiry(means=household(income_fen)))
    assert answer.outcome == outcome
    (compared,) = [step for step in answer.steps if step.code == "H6"]
    assert words in compared.text
    assert "不是决定" in answer.disclaimer


def test_a_proven_class_is_told_by_its_name() -> None:
    answer = checked(inquiry(means=household(0), materials={"dibao_certificate"}), "en")
    assert answer.steps[-1].text == (
        "Your papers show: Member of a minimum-living household. Income is not compared."
    )


def test_a_rule_that_applies_comes_first_and_one_that_fails_says_why() -> None:
    rules = checked(inquiry(means=household(0))).rules
    assert [rule.applies for rule in rules] == sorted((r.applies for r in rules), reverse=True)
    told = {rule.rule: rule.text for rule in rules}
    assert told["LAL-31-4"] == "适用：赡养费、抚养费、扶养费（法律援助法 31(4)）。"
    assert "案由不同" in told["LAL-31-5"]


@given(
    st.sampled_from([PARTY, SUSPECT]),
    st.integers(0, 3 * LINE_FEN),
    st.frozensets(st.sampled_from(sorted(c.code for c in policy.CODE_LISTS["materials"].codes))),
    st.booleans(),
    st.sampled_from(LOCALES),
)
def test_whatever_the_rules_find_has_words_in_every_locale(
    facts: Any, income_fen: int, materials: frozenset[str], special: bool, locale: str
) -> None:
    means = household(income_fen, special_case=special)
    try:
        answer = checked(inquiry(facts, means, materials), locale)
    except HouseholdStatementMissing:
        return
    assert all("{" not in one.text for one in (*answer.rules, *answer.steps))

"""Scope and hardship together: the recommendation, and the packet that anyone can recompute."""

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake import policy
from services.intake.domain.assessment import (
    ABOVE_LINE,
    OUT_OF_SCOPE,
    Recommendation,
    assess,
)
from services.intake.domain.decision import (
    DecisionContradictsFindings,
    DecisionOutcome,
    GrantNeedsExplanation,
    RefusalNeedsReason,
    articles_of,
    reasons_of,
    require_consistent,
    same_packet,
)
from services.intake.domain.scope import Effect
from tests.support.intake import (
    LINE_FEN,
    PARTY,
    SUSPECT,
    assessed,
    household,
    inquiry,
    line,
)

WORKER = replace(
    PARTY, service="LABOUR", stage="ARBITRATION", cause_code="labor_remuneration",
    tags=frozenset({"MIGRANT_WORKER"}),
)  # fmt: skip
POOR, RICH = household(LINE_FEN), household(2 * LINE_FEN)


def suspect(*circumstances: str, **changes: Any) -> Any:
    return replace(SUSPECT, circumstances=frozenset(circumstances), **changes)


@pytest.mark.parametrize(
    ("asked", "recommendation", "reasons"),
    [
        (inquiry(means=POOR), "grant", ("SUPPORT",)),
        (inquiry(means=RICH), "refuse", ("HARDSHIP_ABOVE_LINE",)),
        (inquiry(means=household(LINE_FEN + 1)), "human", ("GREY_BAND",)),
        (inquiry(replace(PARTY, cause_code="loan_dispute")), "refuse", ("OUT_OF_SCOPE",)),
        (inquiry(replace(PARTY, stage="RETRIAL")), "refuse", ("RETRIAL_NOT_ORDERED",)),
        (inquiry(suspect("other_reason"), RICH), "human", ("H6", "OTHER_REASON")),
        (inquiry(suspect("other_reason")), "human", ("OTHER_REASON",)),
        (inquiry(suspect("other_reason"), POOR), "grant", ("DEFENSE_HARDSHIP",)),
        (inquiry(suspect(tags=frozenset({"MINOR"}))), "grant", ("N1",)),
        (inquiry(replace(PARTY, tags=frozenset({"FOREIGN"})), POOR), "human",
         ("TREATY_OR_RECIPROCITY",)),
        (inquiry(suspect(tags=frozenset({"MINOR", "FOREIGN"}))), "grant", ("N1",)),
        (inquiry(suspect("ordinary_procedure", stage="FIRST", standing="accused"), RICH), "human",
         ("H6", "N10")),
        (inquiry(means=household(2 * LINE_FEN, special_case=True)), "human", ("SPECIAL_CASE",)),
        (
            inquiry(
                WORKER,
                replace(RICH, claimed_classes=frozenset({"MIGRANT_WORKER"})),
                {"integrity_pledge"},
            ),
            "grant",
            ("LABOR",),
        ),
    ],
)  # fmt: skip
def test_the_rules_recommend_and_say_why(
    asked: Any, recommendation: str, reasons: tuple[str, ...]
) -> None:
    answer = assessed(asked)
    assert (str(answer.recommendation), answer.reasons) == (recommendation, reasons)


def test_other_reasons_are_never_refused_by_machine() -> None:
    for income in (0, LINE_FEN, 50 * LINE_FEN):
        answer = assessed(inquiry(suspect("other_reason"), household(income)))
        assert answer.recommendation is not Recommendation.REFUSE


@given(st.randoms(use_true_random=False))
def test_the_order_of_evidence_and_rules_never_matters(order: random.Random) -> None:
    facts = replace(PARTY, tags=frozenset({"ELDERLY60", "WOMAN"}))
    materials = ["means_statement", "integrity_pledge", "case_papers", "household_register"]
    rules = list(policy.SCOPE_RULES)
    expected = assessed(inquiry(facts, POOR, materials)).packet_digest
    order.shuffle(materials)
    order.shuffle(rules)
    again = assess(inquiry(facts, POOR, materials), rules, policy.hardship_policy((line(),)))
    assert again.packet_digest == expected


@given(st.permutations([LINE_FEN, 0, LINE_FEN // 2]), st.permutations(["DIBAO", "TEKUN"]))
def test_the_order_in_which_a_household_is_told_never_matters(
    others: list[int], claims: list[str]
) -> None:
    def told(incomes: list[int], classes: list[str]) -> str:
        means = household(LINE_FEN, *incomes, claimed_classes=frozenset(classes))
        return assessed(inquiry(means=means)).packet_digest

    assert told(others, claims) == told([0, LINE_FEN // 2, LINE_FEN], ["DIBAO", "TEKUN"])


FAVOR = [Recommendation.GRANT, Recommendation.HUMAN, Recommendation.REFUSE]


@given(st.integers(0, 3 * LINE_FEN), st.integers(0, LINE_FEN), st.booleans())
def test_more_income_never_makes_the_recommendation_better(
    income_fen: int, rise_fen: int, special: bool
) -> None:
    less, more = (
        assessed(inquiry(means=household(fen, special_case=special))).recommendation
        for fen in (income_fen, income_fen + rise_fen)
    )
    assert FAVOR.index(less) <= FAVOR.index(more)


@pytest.mark.parametrize(
    "asked",
    [
        inquiry(suspect("other_reason"), RICH),
        inquiry(means=household(2 * LINE_FEN, special_case=True)),
    ],
)
def test_a_grant_at_discretion_is_explained_by_who_approves_it(asked: Any) -> None:
    left = assessed(asked)
    grant = DecisionOutcome.GRANT
    with pytest.raises(GrantNeedsExplanation):
        require_consistent(grant, left, approver_is_head=True, explained=False)
    assert not require_consistent(grant, left, approver_is_head=False, explained=True)


@given(st.integers(0, 3 * LINE_FEN))
def test_the_same_facts_and_rows_give_the_same_packet(income_fen: int) -> None:
    asked = inquiry(means=household(income_fen))
    assert same_packet(assessed(asked).packet, assessed(asked))


def test_another_line_gives_another_packet() -> None:
    asked = inquiry(means=POOR)
    moved = assessed(asked, standards=(line(amount_fen=LINE_FEN + 1),))
    assert not same_packet(assessed(asked).packet, moved)


def test_the_packet_cites_every_rule_and_the_line_by_digest() -> None:
    packet = assessed(inquiry(means=POOR)).packet
    assert len(packet["scope"]) == len(policy.SCOPE_RULES)
    assert all(look["digest"] for look in packet["scope"])
    assert packet["hardship"]["rows"][0]["digest"] == line().ref.digest


def test_a_decision_names_the_articles_that_carried_it() -> None:
    grounds = assessed(inquiry(means=POOR))
    assert articles_of(grounds, ("SUPPORT",), policy.REASON_ARTICLES) == (
        "法律援助法 31(4)",
        "法律援助法 34; P148 18(1)",
    )


@pytest.mark.parametrize(
    ("asked", "stated", "cited"),
    [
        (inquiry(replace(PARTY, cause_code="loan_dispute")), (), ("法律援助法 31",)),
        (inquiry(replace(PARTY, stage="RETRIAL")), (), ("法律援助法 33",)),
        (inquiry(replace(PARTY, standing="organization")), (), ("法律援助法 2",)),
        (inquiry(means=RICH), (), ("法律援助法 34",)),
        (inquiry(means=POOR), ("FALSE_STATEMENT",), ("法律援助法 41",)),
        (inquiry(means=POOR), ("ALREADY_AIDED", "FALSE_STATEMENT"), ("P148 10(2)", "法律援助法 41")),
    ],
)  # fmt: skip
def test_a_refusal_cites_the_articles_of_its_reasons(
    asked: Any, stated: tuple[str, ...], cited: tuple[str, ...]
) -> None:
    """法律援助法 43: a refusal states its reasons, and on what they rest."""
    refused = assessed(asked)
    reasons = reasons_of(DecisionOutcome.REFUSE, refused, stated)
    articles = articles_of(refused, reasons, policy.REASON_ARTICLES)
    assert articles[-len(cited) :] == cited
    assert len(set(articles)) == len(articles)


def test_no_refusal_is_without_an_article() -> None:
    excluding = {rule.ground for rule in policy.SCOPE_RULES if rule.effect is Effect.EXCLUDES}
    assert excluding | {OUT_OF_SCOPE, ABOVE_LINE} <= policy.REASON_ARTICLES.keys()
    assert all(policy.REASON_ARTICLES.values())


@pytest.mark.parametrize("outcome", list(DecisionOutcome))
def test_a_matter_left_to_a_person_may_be_decided_either_way(outcome: DecisionOutcome) -> None:
    left = assessed(inquiry(means=household(LINE_FEN + 1)))
    assert not require_consistent(outcome, left, approver_is_head=False, explained=False)


@pytest.mark.parametrize(("head", "explained"), [(False, False), (True, False), (False, True)])
def test_only_the_head_decides_against_the_findings_and_says_why(
    head: bool, explained: bool
) -> None:
    eligible = assessed(inquiry(means=POOR))
    refuse = DecisionOutcome.REFUSE
    with pytest.raises(DecisionContradictsFindings):
        require_consistent(refuse, eligible, approver_is_head=head, explained=explained)
    assert require_consistent(refuse, eligible, approver_is_head=True, explained=True)


def test_a_refusal_that_the_rules_do_not_carry_needs_stated_reasons() -> None:
    left = assessed(inquiry(means=household(LINE_FEN + 1)))
    with pytest.raises(RefusalNeedsReason):
        reasons_of(DecisionOutcome.REFUSE, left, ())
    refused = assessed(inquiry(means=RICH))
    assert reasons_of(DecisionOutcome.REFUSE, refused, ()) == ("HARDSHIP_ABOVE_LINE",)

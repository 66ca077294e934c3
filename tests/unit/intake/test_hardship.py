"""The hardship engine: the order of steps, the line to the fen, and who is counted."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake import policy
from services.intake.domain.facts import Population
from services.intake.domain.hardship import (
    HardshipAnswer,
    HardshipOutcome,
    HardshipStandard,
    HouseholdStatementMissing,
    Inquiry,
    Period,
    examine_hardship,
)
from services.intake.domain.scope import MeansTest
from shared.kernel.refusals import PolicyRowMissing
from tests.support.intake import LINE_FEN, PARTY, household, inquiry, line, member

REQUIRED, YEAR = MeansTest.REQUIRED, Period.YEAR
TOP_FEN = LINE_FEN * 110 // 100


def found(
    asked: Inquiry, means: MeansTest = REQUIRED, rows: tuple[HardshipStandard, ...] = (line(),)
) -> HardshipAnswer:
    return examine_hardship(asked, means, policy.hardship_policy(rows))


@pytest.mark.parametrize(
    ("income_fen", "outcome", "step"),
    [
        (0, "hardship", "H6"),
        (LINE_FEN - 1, "hardship", "H6"),
        (LINE_FEN, "hardship", "H6"),
        (LINE_FEN + 1, "human", "H6"),
        (TOP_FEN, "human", "H6"),
        (TOP_FEN + 1, "above", "H6"),
    ],
)
def test_income_is_compared_with_the_line_to_the_fen(
    income_fen: int, outcome: str, step: str
) -> None:
    answer = found(inquiry(means=household(income_fen)))
    assert (str(answer.outcome), answer.step) == (outcome, step)


@pytest.mark.parametrize(
    ("incomes_fen", "outcome"),
    [
        ((LINE_FEN, LINE_FEN, LINE_FEN), "hardship"),
        ((3 * LINE_FEN, 0, 0), "hardship"),
        ((3 * LINE_FEN + 1, 0, 0), "human"),
        ((330 * LINE_FEN // 100, 0, 0), "human"),
        ((330 * LINE_FEN // 100 + 1, 0, 0), "above"),
    ],
)
def test_the_household_is_compared_per_head_without_rounding(
    incomes_fen: tuple[int, ...], outcome: str
) -> None:
    answer = found(inquiry(means=household(*incomes_fen)))
    assert str(answer.outcome) == outcome
    assert answer.trace[-1].code in ("H6", "H7")


@pytest.mark.parametrize(
    ("month_fen", "outcome"), [(176_841, "hardship"), (176_842, "human"), (194_526, "above")]
)
def test_a_yearly_line_is_compared_with_the_income_of_a_year(month_fen: int, outcome: str) -> None:
    # 21,221.00 yuan a year: 12 x 1,768.41 is within it, 12 x 1,768.42 is four fen above.
    yearly = line(population=Population.RURAL_PASTORAL, period=YEAR, amount_fen=2_122_100)
    means = household(month_fen, population=Population.RURAL_PASTORAL)
    assert str(found(inquiry(means=means), rows=(yearly,)).outcome) == outcome


EXEMPT = [
    ("NO_FIXED_INCOME", "no_income_statement", "elder_support", {"ELDERLY60"}, {"no_fixed_income"}),
    ("TEKUN", "tekun_certificate", "elder_support", set(), set()),
    ("DIBAO", "dibao_certificate", "elder_support", set(), set()),
    ("DIBAO_MARGIN", "dibao_margin_certificate", "elder_support", set(), set()),
    ("RIGID_EXPENSE", "rigid_expense_certificate", "elder_support", set(), set()),
    ("DISASTER_HIT", "disaster_assistance_record", "elder_support", set(), set()),
    ("SUDDEN_HARDSHIP", "temporary_assistance_record", "elder_support", set(), set()),
    ("MEDICAL_EMERGENCY", "medical_assistance_record", "elder_support", set(), set()),
    ("WANDERER", "wanderer_record", "elder_support", set(), set()),
    ("VICTIM_STILL_IN_NEED", "social_assistance_record", "elder_support", set(),
     {"in_need_after_judicial_aid"}),
    ("REGION_ASSISTED", "social_assistance_record", "elder_support", set(), set()),
    ("EXEMPT_BY_LAW", "exemption_basis", "elder_support", set(), set()),
    ("JUDICIAL_AID", "judicial_aid_decision", "elder_support", set(), set()),
    ("PREFERENTIAL", "preferential_certificate", "elder_support", set(), set()),
    ("MIGRANT_WORKER", "integrity_pledge", "labor_remuneration", {"MIGRANT_WORKER"}, set()),
    ("MIGRANT_WORKER", "labor_contract", "work_injury", {"MIGRANT_WORKER"}, set()),
]  # fmt: skip


@pytest.mark.parametrize(("code", "proof", "cause", "tags", "circumstances"), EXEMPT)
def test_a_proven_class_is_exempt_whatever_the_income(
    code: str, proof: str, cause: str, tags: set[str], circumstances: set[str]
) -> None:
    facts = replace(
        PARTY, cause_code=cause, tags=frozenset(tags), circumstances=frozenset(circumstances)
    )
    rich = household(100 * LINE_FEN, claimed_classes=frozenset({code}))
    answer = found(inquiry(facts, rich, {proof}), rows=())
    assert (answer.outcome, answer.step) == (HardshipOutcome.EXEMPT, "H3")
    assert answer.rows[0].row_id == code


@pytest.mark.parametrize(("code", "proof", "cause", "tags", "circumstances"), EXEMPT)
def test_a_class_without_its_proof_falls_through_to_the_line(
    code: str, proof: str, cause: str, tags: set[str], circumstances: set[str]
) -> None:
    facts = replace(
        PARTY, cause_code=cause, tags=frozenset(tags), circumstances=frozenset(circumstances)
    )
    poor = household(LINE_FEN, claimed_classes=frozenset({code}))
    assert found(inquiry(facts, poor, {"application_form"})).step == "H6"


def test_every_shipped_class_has_a_row_in_this_table() -> None:
    shipped = {row.code for row in policy.hardship_policy(()).exempt}
    assert {row[0] for row in EXEMPT} == shipped


def test_a_paper_that_names_the_class_needs_no_ticked_box() -> None:
    unclaimed = found(inquiry(means=household(100 * LINE_FEN), materials={"dibao_certificate"}))
    assert (unclaimed.outcome, unclaimed.step) == (HardshipOutcome.EXEMPT, "H3")
    unstated = found(inquiry(means=None, materials={"jobless_certificate"}), rows=())
    assert (unstated.outcome, unstated.step) == (HardshipOutcome.DEEMED, "H4")


@pytest.mark.parametrize("paper", ["data_share_match", "integrity_pledge"])
def test_a_paper_that_speaks_for_several_classes_needs_the_persons_word(paper: str) -> None:
    assert found(inquiry(means=household(0), materials={paper})).step == "H6"


@pytest.mark.parametrize(
    ("cause", "tags", "step"),
    [
        ("labor_remuneration", {"MIGRANT_WORKER"}, "H3"),
        ("work_injury", {"MIGRANT_WORKER"}, "H3"),
        ("elder_support", {"MIGRANT_WORKER"}, "H6"),
        ("labor_remuneration", set(), "H6"),
    ],
)
def test_migrant_workers_are_exempt_for_pay_and_work_injury_only(
    cause: str, tags: set[str], step: str
) -> None:
    facts = replace(PARTY, cause_code=cause, tags=frozenset(tags))
    means = household(LINE_FEN, claimed_classes=frozenset({"MIGRANT_WORKER"}))
    assert found(inquiry(facts, means, {"integrity_pledge"})).step == step


@pytest.mark.parametrize(
    ("code", "proof"),
    [
        ("DISASTER", "disaster_proof"),
        ("DISASTER", "integrity_pledge"),
        ("UNEMPLOYED", "unemployment_insurance_record"),
        ("UNEMPLOYED", "jobless_certificate"),
    ],
)
def test_baotou_deems_these_to_be_in_hardship(code: str, proof: str) -> None:
    means = household(100 * LINE_FEN, claimed_deemed=frozenset({code}))
    answer = found(inquiry(means=means, materials={proof}))
    assert (answer.outcome, answer.step) == (HardshipOutcome.DEEMED, "H4")


def test_the_national_class_is_tested_before_the_deemed_case() -> None:
    means = household(
        claimed_classes=frozenset({"DISASTER_HIT"}), claimed_deemed=frozenset({"DISASTER"})
    )
    asked = inquiry(means=means, materials={"disaster_assistance_record", "disaster_proof"})
    assert found(asked).step == "H3"


@pytest.mark.parametrize(
    ("received_on", "step"), [(date(2026, 6, 30), "H6"), (date(2026, 7, 1), "H3")]
)
def test_the_classes_of_the_social_assistance_act_begin_with_the_act(
    received_on: date, step: str
) -> None:
    facts = replace(PARTY, received_on=received_on)
    means = household(claimed_classes=frozenset({"DIBAO_MARGIN"}))
    assert found(inquiry(facts, means, {"dibao_margin_certificate"})).step == step


def test_an_opponent_in_the_household_leaves_the_applicant_alone() -> None:
    rich_opponent = member(50 * LINE_FEN, "child", is_opponent=True)
    means = household(LINE_FEN)
    means = replace(means, members=(*means.members, rich_opponent, member(9 * LINE_FEN)))
    answer = found(inquiry(means=means))
    assert answer.outcome is HardshipOutcome.HARDSHIP
    assert answer.trace[-1].numbers["heads"] == 1
    assert [step.code for step in answer.trace if step.hit] == ["H5", "H6"]


def test_an_opponent_living_elsewhere_changes_nothing() -> None:
    away = member(50 * LINE_FEN, "child", is_opponent=True, lives_together=False)
    means = household(LINE_FEN, LINE_FEN)
    answer = found(inquiry(means=replace(means, members=(*means.members, away))))
    assert (answer.outcome, answer.trace[-1].numbers["heads"]) == (HardshipOutcome.HARDSHIP, 2)


def test_a_special_case_above_the_line_goes_to_a_person() -> None:
    answer = found(inquiry(means=household(TOP_FEN + 1, special_case=True)))
    assert (answer.outcome, answer.step) == (HardshipOutcome.HUMAN, "H7")


def test_assets_are_recorded_and_never_decide() -> None:
    plain = household(LINE_FEN)
    owner = replace(plain, asset_codes=frozenset({"second_home", "vehicle", "savings"}))
    assert found(inquiry(means=owner)) == found(inquiry(means=plain))


@pytest.mark.parametrize(
    ("means", "step"), [(MeansTest.NOT_TESTED, "H1"), (MeansTest.WAIVED, "H2")]
)
def test_no_income_is_asked_where_the_law_asks_none(means: MeansTest, step: str) -> None:
    answer = found(inquiry(means=None), means, rows=())
    assert (answer.outcome, answer.step) == (HardshipOutcome.NOT_TESTED, step)


def test_a_means_tested_matter_without_a_statement_is_not_guessed() -> None:
    with pytest.raises(HouseholdStatementMissing):
        found(inquiry(means=None))


def test_a_missing_line_is_named() -> None:
    with pytest.raises(PolicyRowMissing) as refusal:
        found(inquiry(means=household(0), area_code="150206"))
    assert refusal.value.facts["key"] == "150206/urban"


def test_only_the_line_of_the_other_population_is_proposed_to_a_person() -> None:
    rural = household(0, population=Population.RURAL_PASTORAL)
    answer = found(inquiry(means=rural))
    assert (answer.outcome, answer.step) == (HardshipOutcome.HUMAN, "H6")
    assert answer.trace[-1].note == "other_population_row_proposed"
    assert answer.trace[-1].numbers["population"] == "urban"


@pytest.mark.parametrize(
    ("urban_fen", "rural_year_fen", "proposed"),
    [(1_000, 12_001, "rural_pastoral"), (1_000, 11_999, "urban"), (1_001, 12_000, "urban")],
)
def test_the_lines_of_populations_are_compared_over_a_year(
    urban_fen: int, rural_year_fen: int, proposed: str
) -> None:
    rows = (
        line(amount_fen=urban_fen),
        line(population=Population.RURAL_PASTORAL, period=YEAR, amount_fen=rural_year_fen),
    )
    assert str(max(rows, key=lambda row: row.year_fen).population) == proposed


def test_a_line_that_begins_tomorrow_does_not_hold_today() -> None:
    tomorrow = line(valid_from=PARTY.received_on + timedelta(days=1))
    with pytest.raises(PolicyRowMissing):
        found(inquiry(means=household(0)), rows=(tomorrow,))


def test_a_line_still_holds_on_its_last_day() -> None:
    last = line(valid_to=PARTY.received_on)
    assert found(inquiry(means=household(LINE_FEN)), rows=(last,)).outcome.qualifies


@pytest.mark.parametrize(
    ("received_on", "amount_fen"), [(date(2024, 11, 30), 198_000), (date(2024, 12, 1), 227_000)]
)
def test_the_line_valid_on_the_day_of_receipt_is_used(received_on: date, amount_fen: int) -> None:
    old = line(amount_fen=198_000, valid_from=date(2021, 12, 1), valid_to=date(2024, 11, 30))
    facts = replace(PARTY, received_on=received_on)
    answer = found(inquiry(facts, household(1)), rows=(old, line()))
    assert answer.trace[-1].numbers["line_fen"] == amount_fen


FAVOR = {"hardship": 0, "human": 1, "above": 2}
incomes = st.lists(st.integers(0, 4 * LINE_FEN), min_size=1, max_size=6)


@given(incomes, st.integers(0, 5), st.integers(0, LINE_FEN))
def test_more_income_never_turns_refusal_into_grant(
    before: list[int], place: int, rise_fen: int
) -> None:
    after = [*before]
    after[place % len(after)] += rise_fen
    first = found(inquiry(means=household(*before))).outcome
    second = found(inquiry(means=household(*after))).outcome
    assert FAVOR[str(first)] <= FAVOR[str(second)]


@given(st.permutations([0, LINE_FEN, 2 * LINE_FEN, LINE_FEN // 3]))
def test_the_order_of_members_never_matters(order: list[int]) -> None:
    told, base = (found(inquiry(means=household(*one))) for one in (order, sorted(order)))
    assert told.outcome == base.outcome

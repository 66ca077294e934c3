"""Unit: conflicts of interest over keyed tokens (G3, G4, G9) and their proof (N9)."""

from typing import Any

import pytest

from services.assignment.domain.conflicts import DutyHelp, check_conflicts
from tests.support.assignment import CASE, DAY, holding, tokens, uid

GANG = frozenset({"case 9"})

CLAUSES: list[tuple[str, dict[str, Any], dict[str, Any], list[str]]] = [
    # clause, our case, what the candidate holds, rules hit
    (
        "刑诉法解释 43(2): a co-accused of the same case",
        {"co_accused": GANG},
        {"co_accused": GANG},
        ["G3"],
    ),
    (
        "刑诉法解释 43(2): linked crimes tried apart, defence already over",
        {"co_accused": GANG},
        {"co_accused": frozenset({"case 8", "case 9"}), "open": False},
        ["G3"],
    ),
    (
        "the same accused at the next stage is no second accused",
        {"co_accused": GANG},
        {"co_accused": GANG, "party": frozenset({"party"})},
        [],
    ),
    ("another criminal case", {"co_accused": GANG}, {"co_accused": frozenset({"case 1"})}, []),
    (
        "律师法 39: acts for our opponent now",
        {"opponent": frozenset({"client 1"})},
        {},
        ["G4"],
    ),
    (
        "律师法 39: acts against our party now",
        {},
        {"opponent": frozenset({"party"})},
        ["G4"],
    ),
    (
        "acted for our opponent in another dispute long closed",
        {"opponent": frozenset({"client 1"})},
        {"open": False},
        [],
    ),
    (
        "the same dispute from the other side bars for ever",
        {"opponent": frozenset({"client 1"})},
        {"opponent": frozenset({"party"}), "open": False},
        ["G4"],
    ),
    ("strangers", {"opponent": frozenset({"boss"})}, {}, []),
    ("its own row", {"co_accused": GANG}, {"co_accused": GANG, "stage_assignment_id": CASE}, []),
]


@pytest.mark.row("A-03")
@pytest.mark.parametrize(("clause", "case", "held", "rules"), CLAUSES, ids=[c[0] for c in CLAUSES])
def test_each_clause_hits_or_lets_pass(
    clause: str, case: dict[str, Any], held: dict[str, Any], rules: list[str]
) -> None:
    proof = check_conflicts(
        tokens(**case), holdings=[holding(**held)], helps=[], searched_count=1, on=DAY
    )
    assert [hit.rule for hit in proof.hits] == rules


def test_duty_help_to_two_co_suspects_bars_later_defense() -> None:
    case = tokens(co_accused=GANG, linked_parties=frozenset({"second suspect"}))
    help_given = DutyHelp(provider_id=uid(1), tokens=frozenset({"party", "second suspect"}))
    proof = check_conflicts(case, holdings=[], helps=[help_given], searched_count=1, on=DAY)
    assert [(hit.rule, hit.provider_id) for hit in proof.hits] == [("G9", uid(1))]


def test_duty_help_to_the_party_alone_bars_nothing() -> None:
    case = tokens(co_accused=GANG, linked_parties=frozenset({"second suspect"}))
    help_given = DutyHelp(provider_id=uid(1), tokens=frozenset({"party", "stranger"}))
    assert (
        check_conflicts(case, holdings=[], helps=[help_given], searched_count=1, on=DAY).hits == ()
    )


def test_the_proof_is_the_same_whatever_the_order_of_the_holdings() -> None:
    held = [holding(number) for number in range(1, 5)]
    forward = check_conflicts(tokens(), holdings=held, helps=[], searched_count=1, on=DAY)
    backward = check_conflicts(
        tokens(), holdings=reversed(held), helps=[], searched_count=1, on=DAY
    )
    assert forward == backward
    assert forward.compared_count == len(held)


def test_the_proof_names_no_token() -> None:
    proof = check_conflicts(tokens(), holdings=[holding()], helps=[], searched_count=1, on=DAY)
    assert "party" not in proof.case_digest + proof.compared_digest
    assert (
        proof.compared_digest
        != check_conflicts(
            tokens(), holdings=[], helps=[], searched_count=1, on=DAY
        ).compared_digest
    )

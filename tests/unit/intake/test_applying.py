"""Who may apply for whom: a row per clause of 法律援助法 24 and 40; the opponent never."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.applying import (
    AgentNotEntitled,
    Capacity,
    RepresentativeIsOpponent,
    Speaking,
    same_person,
)
from services.intake.domain.matter import Part, Person

C = Capacity
AUNT = Person(part=Part.AGENT, name="演示姨")
FATHER = Person(part=Part.OPPONENT, name="演示父", relation="parent")
STRANGER = Person(part=Part.OPPONENT, name="演示路人")
NUMBER, OTHER_NUMBER = "11010519491231002X", "440524188001010014"


def speaking(capacity: Capacity, **changes: Any) -> Speaking:
    values: dict[str, Any] = {
        "speaker": AUNT,
        "capacity": capacity,
        "kind": "civil",
        "standing": "party",
        "tags": frozenset(),
        "circumstances": frozenset(),
        "opponents": (STRANGER,),
        **changes,
    }
    return Speaking(**values)


MINOR = {"tags": frozenset({"MINOR"})}
LIMITED = {"circumstances": frozenset({"capacity_limited"})}
AGAINST_FATHER = {"opponents": (FATHER,)}
SUSPECT = {"kind": "criminal", "standing": "suspect"}

CLAUSES = [
    ("40(1)", MINOR, C.STATUTORY_AGENT, True),
    ("40(1)", MINOR, C.CLOSE_RELATIVE, False),
    ("40(1)", MINOR, C.ENTRUSTED_AGENT, False),
    ("40(1)", LIMITED, C.STATUTORY_AGENT, True),
    ("40(1)", LIMITED, C.CLOSE_RELATIVE, False),
    ("40(1)", {**MINOR, **AGAINST_FATHER}, C.CLOSE_RELATIVE, True),
    ("40(1)", {**MINOR, **AGAINST_FATHER}, C.STATUTORY_AGENT, True),
    ("40(1)", {**MINOR, **AGAINST_FATHER}, C.ENTRUSTED_AGENT, False),
    ("40(2)", {"tags": frozenset({"DETAINED"})}, C.CLOSE_RELATIVE, True),
    ("40(2)", {"tags": frozenset({"PRISONER"})}, C.STATUTORY_AGENT, True),
    ("40(2)", {"tags": frozenset({"DETOX"})}, C.ENTRUSTED_AGENT, False),
    ("24", SUSPECT, C.CLOSE_RELATIVE, True),
    ("24", SUSPECT, C.ENTRUSTED_AGENT, False),
    ("24", {**SUSPECT, **MINOR}, C.CLOSE_RELATIVE, True),
    ("P148 11", {}, C.ENTRUSTED_AGENT, True),
]


@pytest.mark.parametrize(("article", "case", "capacity", "entitled"), CLAUSES)
def test_who_may_apply_for_another(
    article: str, case: dict[str, Any], capacity: Capacity, entitled: bool
) -> None:
    asked = speaking(capacity, **case)
    if entitled:
        asked.require_entitled()
        return
    with pytest.raises(AgentNotEntitled) as refusal:
        asked.require_entitled()
    assert article in refusal.value.facts["article"]


@given(
    capacity=st.sampled_from(Capacity),
    tags=st.frozensets(st.sampled_from(["MINOR", "DETAINED", "WOMAN"])),
)
def test_the_opponent_never_speaks_whatever_the_capacity(
    capacity: Capacity, tags: frozenset[str]
) -> None:
    abuser = Person(part=Part.AGENT, name=FATHER.name, relation="parent")
    asked = speaking(capacity, tags=tags, speaker=abuser, opponents=(STRANGER, FATHER))
    with pytest.raises(RepresentativeIsOpponent):
        asked.require_entitled()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("演示甲", NUMBER), ("演示乙", NUMBER), True),
        (("演示甲", NUMBER), ("演示甲", OTHER_NUMBER), False),
        (("演示甲", NUMBER), ("演示甲", None), True),
        (("演示甲", None), ("演示乙", None), False),
    ],
)
def test_people_are_the_same_by_number_and_in_doubt_by_name(
    one: tuple[str, str | None], other: tuple[str, str | None], same: bool
) -> None:
    first, second = (
        Person(part=Part.AGENT, name=name, document_number=number) for name, number in (one, other)
    )
    assert same_person(first, second) is same

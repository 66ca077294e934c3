"""Maker, checker and releaser are different people, also through two accounts (P-06)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payment.domain.batches import BatchNotFunded, BatchState, Unfunded
from services.payment.domain.separation import SamePersonActsTwice, TooFewPeople, require_separate
from tests.support.payment import APPROVER, CASHIER, NOON, PREPARER, REVIEWER, a_batch

FUNDED = Unfunded(0, 0)

MEETINGS = [  # people_min, earlier act, later act, allowed
    (4, "prepare", "review", False),
    (4, "prepare", "approve", False),
    (4, "prepare", "release", False),
    (4, "review", "approve", False),
    (4, "review", "release", False),
    (4, "approve", "release", False),
    (3, "prepare", "review", False),
    (3, "prepare", "approve", False),
    (3, "prepare", "release", False),
    (3, "review", "release", False),
    (3, "review", "approve", True),
    (3, "approve", "release", True),
    (2, "prepare", "review", False),
    (2, "prepare", "approve", False),
    (2, "prepare", "release", False),
    (2, "review", "release", True),
]


@pytest.mark.parametrize(("people", "earlier", "act", "allowed"), MEETINGS)
def test_two_acts_may_meet_in_one_person_only_where_the_row_allows(
    people: int, earlier: str, act: str, allowed: bool
) -> None:
    if allowed:
        require_separate("person-1", act=act, earlier={earlier: "person-1"}, people_min=people)
        return
    with pytest.raises(SamePersonActsTwice):
        require_separate("person-1", act=act, earlier={earlier: "person-1"}, people_min=people)


def test_one_person_alone_is_never_enough() -> None:
    with pytest.raises(TooFewPeople):
        require_separate("person-1", act="release", earlier={}, people_min=1)


@given(people=st.lists(st.sampled_from("abcd"), min_size=4, max_size=4), least=st.integers(2, 6))
def test_no_batch_is_ever_released_by_one_person(people: list[str], least: int) -> None:
    maker, checker, approver, releaser = people
    try:
        batch = a_batch(prepared_by=maker, people_min=least).review(by=checker).approve(by=approver)
        batch.release(by=releaser, now=NOON, unfunded=FUNDED)
    except SamePersonActsTwice:
        return
    assert len(set(people)) >= min(least, 4)


def test_four_people_release_a_batch() -> None:
    batch = a_batch().review(by=REVIEWER).approve(by=APPROVER)
    released = batch.release(by=CASHIER, now=NOON, unfunded=FUNDED)
    assert (released.state, released.released_by) == (BatchState.RELEASED, CASHIER)
    assert released.prepared_by == PREPARER


def test_an_unfunded_batch_is_approved_and_only_its_release_is_barred() -> None:
    batch = a_batch().review(by=REVIEWER).approve(by=APPROVER)
    with pytest.raises(BatchNotFunded):
        batch.release(by=CASHIER, now=NOON, unfunded=Unfunded(1, 150_000))

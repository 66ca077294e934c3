"""The same matter filed twice: one person, one cause, a common opponent; the first to receive goes on."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.intake.domain.duplicate import (
    Course,
    Duplicate,
    DuplicateAlreadyRuled,
    FilingTrace,
    first_received,
)
from tests.support.intake import NOON

HERE = FilingTrace(
    application_id=UUID(int=1),
    agency_org_id="LA-150203",
    person_token="p",
    kind="civil",
    cause_code="elder_support",
    opponent_tokens=frozenset({"o1"}),
    received_at=NOON,
)


def earlier(place: int, hours: int, **changes: Any) -> FilingTrace:
    values = {"application_id": UUID(int=place), "agency_org_id": "LA-150202", **changes}
    return replace(HERE, received_at=NOON - timedelta(hours=hours), **values)


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"opponent_tokens": frozenset()}, True),
        ({"opponent_tokens": frozenset({"o1", "o2"})}, True),
        ({"opponent_tokens": frozenset({"o2"})}, False),
        ({"cause_code": "inheritance"}, False),
        ({"person_token": "q"}, False),
    ],
)
def test_the_same_matter(changes: dict[str, Any], same: bool) -> None:
    other = earlier(2, 1, **changes)
    assert HERE.same_matter(other) is same
    assert other.same_matter(HERE) is same


def test_the_first_to_receive_is_the_first_whatever_the_order() -> None:
    traces = [earlier(2, 1), earlier(3, 5), earlier(4, 9, person_token="q")]
    for order in (traces, traces[::-1]):
        first = first_received(HERE, order)
        assert first is not None
        assert first.application_id == UUID(int=3)
    assert first_received(HERE, []) is None


def test_how_it_goes_on_is_said_once() -> None:
    found = Duplicate(
        application_id=UUID(int=1),
        matter_id=UUID(int=2),
        agency_org_id="LA-150203",
        first_agency_org_id="LA-150202",
        first_received_at=NOON,
    )
    assert found.elsewhere
    ruled = found.rule(Course.GO_ON, "OTHER_DISPUTE")
    with pytest.raises(DuplicateAlreadyRuled):
        ruled.rule(Course.ATTACH, "SAME_MATTER")

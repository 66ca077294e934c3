"""The acting appointment: who decides in the head's stead, and when it no longer holds."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.acting import (
    ActingAlreadyEnded,
    ActingAppointment,
    ActingForOneself,
    ActingPeriodInvalid,
    deciding_authority,
    require_valid,
)
from tests.support.intake import DAY, NOON

WEEK = ActingAppointment(
    id=UUID(int=7),
    org_id="LA-150203",
    head_person_id="person-head",
    acting_person_id="person-reviewer",
    from_on=DAY,
    until_on=DAY + timedelta(days=4),
    reason_code="LEAVE",
    appointed_at=NOON,
)


@pytest.mark.parametrize(
    ("person", "office", "days", "as_head", "acting_for"),
    [
        ("person-head", True, 0, True, None),
        ("person-head", True, 9, True, None),
        ("person-reviewer", False, -1, False, None),
        ("person-reviewer", False, 0, True, "person-head"),
        ("person-reviewer", False, 4, True, "person-head"),
        ("person-reviewer", False, 5, False, None),
        ("person-other", False, 1, False, None),
    ],
)
def test_the_appointment_gives_the_office_on_its_days_only(
    person: str, office: bool, days: int, as_head: bool, acting_for: str | None
) -> None:
    found = deciding_authority(
        person, bears_office=office, appointments=[WEEK], moment=NOON + timedelta(days=days)
    )
    assert (found.as_head, found.acting_for_person_id) == (as_head, acting_for)
    assert found.person_id == person, "the person stays who it is"


def test_an_ended_appointment_gives_nothing_from_that_instant_on() -> None:
    ended = WEEK.end(now=NOON + timedelta(hours=1))
    assert ended.holds_at(NOON)
    assert not ended.holds_at(NOON + timedelta(hours=1))
    with pytest.raises(ActingAlreadyEnded):
        ended.end(now=NOON + timedelta(hours=2))
    with pytest.raises(ActingAlreadyEnded):
        WEEK.end(now=NOON + timedelta(days=5))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"from_on": DAY - timedelta(days=1)}, "past"),
        ({"until_on": DAY - timedelta(days=1)}, "reversed"),
    ],
)
def test_a_period_begins_today_or_later_and_ends_after_it_begins(
    changes: dict[str, date], fault: str
) -> None:
    with pytest.raises(ActingPeriodInvalid) as refusal:
        require_valid(replace(WEEK, **changes), today=DAY)  # type: ignore[arg-type]
    assert refusal.value.facts["fault"] == fault


def test_nobody_is_appointed_to_act_for_oneself() -> None:
    with pytest.raises(ActingForOneself):
        require_valid(replace(WEEK, acting_person_id="person-head"), today=DAY)


@given(st.integers(-30, 30))
def test_no_day_outside_the_period_ever_counts(days: int) -> None:
    moment = NOON + timedelta(days=days)
    assert WEEK.holds_at(moment) is (0 <= days <= 4)

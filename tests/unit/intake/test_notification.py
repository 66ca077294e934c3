"""Notifications: the person decides how; hours, fallback and tries are data; neutral says nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.notification import (
    Hours,
    Notification,
    NotificationChannel,
    NotificationState,
    Reach,
    channels_of,
    hours_of,
)
from services.intake.policy.documents import DOCUMENT_KINDS
from services.intake.policy.notifications import NEUTRAL, RULES, TEXTS, worded
from shared.kernel.clock import LAW_ZONE
from tests.support.intake import NOON

SMS, MINI_APP, INBOX = (
    NotificationChannel.SMS,
    NotificationChannel.MINI_APP,
    NotificationChannel.INBOX,
)
ANYBODY = Reach(
    account="elder",
    phone="13800001001",
    language="zh",
    hours=None,
    wish=None,
    by_hand=False,
    neutral=False,
)
QUEUED = Notification(
    id=UUID(int=1),
    matter_id=UUID(int=2),
    agency_org_id="LA-150203",
    template="receipt",
    number="SJ-150203-2026-00001",
    created_at=NOON,
    not_before=NOON,
)


@pytest.mark.parametrize(
    ("reach", "expected"),
    [
        (ANYBODY, (MINI_APP, SMS, INBOX)),
        (replace(ANYBODY, account=None), (SMS,)),
        (replace(ANYBODY, phone=None), (MINI_APP, INBOX)),
        (replace(ANYBODY, wish=SMS), (SMS,)),
        (replace(ANYBODY, wish=MINI_APP), (MINI_APP,)),
        (replace(ANYBODY, wish=SMS, phone=None), ()),
        (replace(ANYBODY, by_hand=True), ()),
    ],
)
def test_the_wished_channel_is_the_only_one(
    reach: Reach, expected: tuple[NotificationChannel, ...]
) -> None:
    assert channels_of(reach, RULES.order) == expected


@pytest.mark.parametrize(
    ("hours", "local_hour", "waits_hours"),
    [
        (Hours(since=8, until=21), 8, 0),
        (Hours(since=8, until=21), 20, 0),
        (Hours(since=8, until=21), 21, 11),
        (Hours(since=8, until=21), 3, 5),
        (Hours(since=22, until=6), 23, 0),
        (Hours(since=22, until=6), 5, 0),
        (Hours(since=22, until=6), 6, 16),
        (Hours(since=9, until=9), 3, 0),
    ],
)
def test_nothing_is_sent_outside_the_hours(hours: Hours, local_hour: int, waits_hours: int) -> None:
    now = datetime(2026, 11, 2, local_hour, tzinfo=LAW_ZONE)
    assert hours.next_open(now) - now == timedelta(hours=waits_hours)


@given(
    st.integers(0, 23),
    st.integers(0, 23),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
)
def test_the_next_opening_is_open_and_within_a_day(since: int, until: int, now: datetime) -> None:
    hours = Hours(since=since, until=until)
    opening = hours.next_open(now)
    assert hours.next_open(opening) == opening
    assert timedelta(0) <= opening - now < timedelta(days=1)


def test_the_persons_hours_go_before_those_of_the_house_and_an_inbox_has_none() -> None:
    own = Hours(since=10, until=12)
    assert hours_of(replace(ANYBODY, hours=own), SMS, RULES) == own
    assert hours_of(ANYBODY, SMS, RULES) == RULES.hours
    assert hours_of(replace(ANYBODY, hours=own), INBOX, RULES) is None


def test_a_channel_is_tried_some_times_and_then_the_next_one() -> None:
    one = QUEUED
    for tries in range(1, RULES.tries_max):
        one = one.not_sent("BUSY", again=True, rules=RULES, now=NOON)
        assert (one.place, one.tries) == (0, tries)
        assert one.not_before == NOON + timedelta(minutes=RULES.retry_minutes)
    one = one.not_sent("BUSY", again=True, rules=RULES, now=NOON)
    assert (one.place, one.tries) == (1, 0)
    assert one.not_sent("REFUSED", again=False, rules=RULES, now=NOON).place == 2
    assert one.state is NotificationState.QUEUED


def test_every_kind_tells_with_a_text_that_exists() -> None:
    assert {kind.notification for kind in DOCUMENT_KINDS.values()} - {""} <= set(TEXTS)


@pytest.mark.parametrize("template", TEXTS)
@pytest.mark.parametrize("locale", ["zh", "en", "mn"])
def test_a_neutral_text_names_neither_legal_aid_nor_a_case(template: str, locale: str) -> None:
    number = "SJ-150203-2026-00001"
    assert number in worded(template, number, locale, neutral=False)
    neutral = worded(template, number, locale, neutral=True)
    assert neutral == NEUTRAL.get(locale, NEUTRAL["zh"])
    assert not any(word in neutral for word in ("法律", "援助", "申请", "legal", "aid", number))

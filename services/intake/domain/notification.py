"""Domain: notifications 通知消息 - who is told by which channel, when, and what if it fails.

A person in danger decides how they are reached: another channel is never tried for them, no word
of the case leaves, and nothing is sent outside the hours that they gave (I-05, I-16).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from shared.kernel.clock import LAW_ZONE

HOURS_OF_DAY = 24


class NotificationState(StrEnum):
    QUEUED = "queued"
    DELIVERED = "delivered"
    FAILED = "failed"


class NotificationChannel(StrEnum):
    MINI_APP = "mini_app"
    SMS = "sms"
    INBOX = "inbox"  # read by whoever is logged in; nothing leaves the house


@dataclass(frozen=True, kw_only=True)
class Hours:
    """From the full hour on, until the full hour; over midnight where ``until`` is not later."""

    since: int
    until: int

    def next_open(self, now: datetime) -> datetime:
        """``now`` where it lies inside, else when the hours begin again. In Asia/Shanghai."""
        local = now.astimezone(LAW_ZONE)
        span = (self.until - self.since) % HOURS_OF_DAY or HOURS_OF_DAY
        if (local.hour - self.since) % HOURS_OF_DAY < span:
            return now
        opening = datetime.combine(local.date(), time(self.since), LAW_ZONE)
        return opening if opening > local else opening + timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How a person can be reached, and how they wish to be. ``wish``: the only channel to use.

    ``by_hand``: they are phoned, written to or met, which no machine does.
    """

    account: str | None
    phone: str | None
    language: str
    hours: Hours | None
    wish: NotificationChannel | None
    by_hand: bool
    neutral: bool

    def address(self, channel: NotificationChannel) -> str | None:
        return self.phone if channel is NotificationChannel.SMS else self.account


@dataclass(frozen=True, kw_only=True)
class NotificationRules:
    """The dated choices of ``policy/notifications.toml``: order of fallback, hours, tries."""

    order: tuple[NotificationChannel, ...]
    hours: Hours
    tries_max: int
    retry_minutes: int


@dataclass(frozen=True, kw_only=True)
class Notification:
    """One message about a matter. ``place``: how far it has fallen back; ``not_before``: its hours."""

    id: UUID
    matter_id: UUID
    agency_org_id: str
    template: str
    number: str
    created_at: datetime
    not_before: datetime
    state: NotificationState = NotificationState.QUEUED
    place: int = 0
    tries: int = 0
    channel: NotificationChannel | None = None
    failure_code: str | None = None
    ended_at: datetime | None = None

    def delivered(self, channel: NotificationChannel, *, now: datetime) -> "Notification":
        return replace(
            self,
            state=NotificationState.DELIVERED,
            channel=channel,
            failure_code=None,
            ended_at=now,
        )

    def failed(self, failure_code: str, *, now: datetime) -> "Notification":
        return replace(
            self, state=NotificationState.FAILED, failure_code=failure_code, ended_at=now
        )

    def postponed(self, until: datetime) -> "Notification":
        return replace(self, not_before=until)

    def not_sent(
        self, failure_code: str, *, again: bool, rules: NotificationRules, now: datetime
    ) -> "Notification":
        """Try this channel once more later, or fall back to the next one at once."""
        tries = self.tries + 1
        if again and tries < rules.tries_max:
            later = now + timedelta(minutes=rules.retry_minutes)
            return replace(self, tries=tries, not_before=later, failure_code=failure_code)
        return replace(self, place=self.place + 1, tries=0, failure_code=failure_code)


def channels_of(
    reach: Reach, order: Sequence[NotificationChannel]
) -> tuple[NotificationChannel, ...]:
    """The channels to try, in order: the wished one alone, else every one with an address."""
    if reach.by_hand:
        return ()
    wanted = order if reach.wish is None else (reach.wish,)
    return tuple(channel for channel in wanted if reach.address(channel))


def hours_of(reach: Reach, channel: NotificationChannel, rules: NotificationRules) -> Hours | None:
    """The person's own hours, else those of the house. An inbox wakes nobody."""
    if channel is NotificationChannel.INBOX:
        return None
    return reach.hours or rules.hours

"""The schedule of retries and what suspends a channel, row by row."""

from dataclasses import replace
from uuid import UUID

import pytest

from services.intake.domain.partner_channel import (
    ChannelHasNoWebhook,
    ChannelNotSuspended,
    DeliveryWay,
    PartnerChannel,
    Setback,
    WebhookAddressMissing,
    setback,
)
from services.intake.policy.delivery import DELIVERY
from tests.support.intake import NOON

CHANNEL = PartnerChannel(
    id=UUID(int=1),
    agency_org_id="LA-150203",
    partner_org_id="PR-150203",
    way=DeliveryWay.INBOX,
    url=None,
    public_key=None,
    failures_in_row=0,
    suspended_at=None,
    suspended_for=None,
    previous_secret_until=None,
    version=1,
)
LAST = len(DELIVERY.retry_seconds)


@pytest.mark.parametrize(
    ("attempts", "in_row", "outcome", "status", "retry_after", "expected"),
    [
        (1, 1, "rejected", 500, None, Setback(pause_seconds=5, suspends_for=None)),
        (2, 2, "timed_out", None, None, Setback(pause_seconds=300, suspends_for=None)),
        (LAST, 1, "rejected", 500, None, Setback(pause_seconds=86400, suspends_for=None)),
        (LAST + 1, 1, "rejected", 500, None, Setback(pause_seconds=None, suspends_for=None)),
        (1, 1, "rejected", 429, 60, Setback(pause_seconds=60, suspends_for=None)),
        (1, 1, "rejected", 503, 10**9, Setback(pause_seconds=86400, suspends_for=None)),
        (2, 1, "rejected", 503, 1, Setback(pause_seconds=300, suspends_for=None)),
        (1, 1, "rejected", 410, None, Setback(pause_seconds=5, suspends_for="gone")),
        (1, 1, "address_refused", None, None, Setback(pause_seconds=5, suspends_for="address_refused")),
        (1, 12, "rejected", 500, None, Setback(pause_seconds=5, suspends_for="too_many_failures")),
    ],
)  # fmt: skip
def test_what_follows_from_a_failed_attempt(
    attempts: int,
    in_row: int,
    outcome: str,
    status: int | None,
    retry_after: int | None,
    expected: Setback,
) -> None:
    found = setback(
        DELIVERY,
        attempts=attempts,
        failures_in_row=in_row,
        outcome_code=outcome,
        status=status,
        retry_after=retry_after,
    )
    assert found == expected


def test_a_webhook_has_an_address_and_nothing_else_has() -> None:
    with pytest.raises(WebhookAddressMissing):
        CHANNEL.set(way=DeliveryWay.WEBHOOK, url=None, public_key=None)
    with pytest.raises(WebhookAddressMissing):
        CHANNEL.set(way=DeliveryWay.FEED, url="https://court.example/", public_key=None)
    with pytest.raises(ChannelHasNoWebhook):
        CHANNEL.require_webhook()


def test_a_resumption_ends_the_suspension_and_the_row_of_failures() -> None:
    suspended = replace(
        CHANNEL, failures_in_row=12, suspended_at=NOON, suspended_for="too_many_failures"
    )
    assert suspended.resume() == CHANNEL
    with pytest.raises(ChannelNotSuspended):
        CHANNEL.resume()

"""Domain: the channel by which an agency reports to one partner, whatever the partner's network allows."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.kernel.refusals import Conflict, NotFound, NotUnderstood

GONE = 410


class PartnerChannelNotFound(NotFound):
    """There is no channel between the two organizations, or it is not yours to see."""


class WebhookAddressMissing(NotUnderstood):
    """A webhook has an address, and only a webhook has one. Facts: ``pointer``."""


class WebhookAddressNotPublic(NotUnderstood):
    """The address spelled out is not one of the public network. Facts: ``pointer``."""


class PublicKeyInvalid(NotUnderstood):
    """The key is not an Ed25519 public key of 32 bytes in base64. Facts: ``pointer``."""


class ChannelHasNoWebhook(Conflict):
    """Only a webhook has a secret. Facts: ``way``."""


class ChannelNotSuspended(Conflict):
    """The channel works: there is nothing to resume."""


class DeliveryWay(StrEnum):
    """How messages leave by themselves. Reading and acknowledging is open to a partner in any case."""

    INBOX = "inbox"  # an officer reads them here
    FEED = "feed"  # the partner's system pulls and acknowledges
    WEBHOOK = "webhook"  # we call the partner's system
    FILE = "file"  # signed packages, for a network without a wire to ours


@dataclass(frozen=True, kw_only=True)
class DeliveryPolicy:
    """``policy/delivery.toml``: bounds of every retry, replay and package."""

    retry_seconds: tuple[int, ...]
    retry_after_seconds_max: int
    suspend_after_failures: int
    secret_overlap_hours: int
    replay_days_max: int
    replay_messages_max: int
    package_items_max: int


@dataclass(frozen=True, kw_only=True)
class PartnerChannel:
    """One pair of agency and partner. Suspended, it keeps every message; it is never deleted."""

    id: UUID
    agency_org_id: str
    partner_org_id: str
    way: DeliveryWay
    url: str | None
    public_key: str | None
    failures_in_row: int
    suspended_at: datetime | None
    suspended_for: str | None
    previous_secret_until: datetime | None
    version: int

    def set(self, *, way: DeliveryWay, url: str | None, public_key: str | None) -> "PartnerChannel":
        """Raises WebhookAddressMissing."""
        if (url is not None) != (way is DeliveryWay.WEBHOOK):
            raise WebhookAddressMissing(pointer="/url")
        return replace(self, way=way, url=url, public_key=public_key)

    def resume(self) -> "PartnerChannel":
        """Raises ChannelNotSuspended."""
        if self.suspended_at is None:
            raise ChannelNotSuspended()
        return replace(self, suspended_at=None, suspended_for=None, failures_in_row=0)

    def require_webhook(self) -> None:
        """Raises ChannelHasNoWebhook."""
        if self.way is not DeliveryWay.WEBHOOK:
            raise ChannelHasNoWebhook(way=str(self.way))


@dataclass(frozen=True, kw_only=True)
class Setback:
    """What follows from a failed attempt: the pause before the next, or none, and a suspension or none."""

    pause_seconds: int | None
    suspends_for: str | None


def setback(
    policy: DeliveryPolicy,
    *,
    attempts: int,
    failures_in_row: int,
    outcome_code: str,
    status: int | None,
    retry_after: int | None,
) -> Setback:
    """``attempts`` of this message and ``failures_in_row`` of its channel, this one included.

    An address that we refuse to call, or that the partner calls gone, suspends at once: only a
    person can mend it.
    """
    pause = policy.retry_seconds[attempts - 1] if attempts <= len(policy.retry_seconds) else None
    if pause is not None and retry_after is not None:
        pause = max(pause, min(retry_after, policy.retry_after_seconds_max))
    reason = None
    if status == GONE:
        reason = "gone"
    elif outcome_code == "address_refused":
        reason = outcome_code
    elif failures_in_row >= policy.suspend_after_failures:
        reason = "too_many_failures"
    return Setback(pause_seconds=pause, suspends_for=reason)

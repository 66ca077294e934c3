"""Domain: the channel by which an agency reports to one partner, whatever the partner's network allows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class DeliveryWay(StrEnum):
    """How messages leave by themselves. Reading and acknowledging is open to a partner in any case."""

    INBOX = "inbox"  # an officer reads them here
    FEED = "feed"  # the partner's system pulls and acknowledges
    WEBHOOK = "webhook"  # we call the partner's system
    FILE = "file"  # signed packages, for a network without a wire to ours


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

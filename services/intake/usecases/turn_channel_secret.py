"""Use case: give the webhook of a partner a new secret; the old one signs beside it for a while."""

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.intake.policy.delivery import DELIVERY
from services.intake.store.partner_channels import PartnerChannels
from shared.db.transaction import Transaction

SECRET_BYTES = 32


@dataclass(frozen=True)
class TurnedSecret:
    """Shown this once. ``previous_until``: until when the old one still signs beside it."""

    secret: str
    previous_until: datetime


async def turn_channel_secret(tx: Transaction, *, partner_org_id: str) -> TurnedSecret:
    """Raises PartnerChannelNotFound, ChannelHasNoWebhook."""
    channels = PartnerChannels(tx)
    held = await channels.require(str(tx.actor.org_id), partner_org_id)
    held.require_webhook()
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    until = tx.now + timedelta(hours=DELIVERY.secret_overlap_hours)
    await channels.turn_secret(held.id, secret, overlap_until=until)
    tx.record(f"partner_channel/{held.id}", "partner_channel.turn_secret")
    return TurnedSecret(secret, until)

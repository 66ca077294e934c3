"""Use case: take a suspended channel up again."""

from services.intake.domain.partner_channel import PartnerChannel
from services.intake.store.partner_channels import PartnerChannels
from services.intake.store.partner_messages import PartnerMessages
from shared.db.transaction import Transaction


async def resume_partner_channel(tx: Transaction, *, partner_org_id: str) -> PartnerChannel:
    """Everything that waited or failed is tried anew. Raises PartnerChannelNotFound, ChannelNotSuspended."""
    channels = PartnerChannels(tx)
    held = await channels.require(str(tx.actor.org_id), partner_org_id)
    saved = await channels.save(held.resume())
    await PartnerMessages(tx).retry_failed(held.id)
    tx.record(f"partner_channel/{held.id}", "partner_channel.resume")
    return saved

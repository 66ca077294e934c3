"""Use case: take the webhook calls that are due, for a while, so that nobody else makes them too."""

from dataclasses import dataclass

from services.intake.domain.partner_message import PartnerMessage
from services.intake.gateways.webhooks import WebhookCall
from services.intake.store.partner_channels import PartnerChannels
from services.intake.store.partner_messages import PartnerMessages
from shared.db.transaction import Transaction
from shared.db.types import to_json

CALLS_PER_ROUND = 20


@dataclass(frozen=True)
class DueCall:
    message: PartnerMessage
    call: WebhookCall


async def claim_calls(tx: Transaction) -> list[DueCall]:
    """Whoever took them and died has them no longer after a minute; the partner sees one id."""
    messages, channels = PartnerMessages(tx), PartnerChannels(tx)
    due = []
    for message in await messages.claim_due(limit=CALLS_PER_ROUND):
        channel = await channels.get(message.channel_id)
        assert channel.url is not None, "only webhooks are claimed"
        call = WebhookCall(
            message_id=message.id,
            url=channel.url,
            secrets=await channels.secrets(channel.id),
            body=to_json(message.item()).encode(),
        )
        due.append(DueCall(message, call))
    return due

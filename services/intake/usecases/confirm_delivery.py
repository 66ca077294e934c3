"""Use case: keep the proof that a partner has a message, and announce it to whoever waits for it."""

from services.intake.domain.partner_message import (
    DeliveryProof,
    MessageState,
    PartnerMessage,
    delivered_fact,
)
from services.intake.store.partner_messages import PartnerMessages
from shared.db.transaction import Transaction


async def confirm_delivery(
    tx: Transaction, *, message: PartnerMessage, proof: DeliveryProof
) -> PartnerMessage:
    """The first proof stands; saying it again changes and announces nothing."""
    if message.state is MessageState.DELIVERED:
        return message
    await tx.write_into(message.agency_org_id)
    delivered = message.deliver(proof, now=tx.now)
    if not await PartnerMessages(tx).deliver(delivered):
        return await PartnerMessages(tx).get(message.id)  # another proof was a moment sooner
    if message.delivered_at is not None:
        return delivered  # sent again, and here once more: nothing new to say
    tx.record(
        message.subject.stream(message.channel_id),
        "partner_message.deliver",
        message_id=message.id,
        proof=str(proof),
    )
    fact = delivered_fact(delivered)
    if fact is not None:
        tx.publish(fact, tenant=message.agency_org_id)
    return delivered

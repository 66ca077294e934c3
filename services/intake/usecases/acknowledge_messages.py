"""Use case: a partner acknowledges messages; this is the proof that it has them (法律援助法 36)."""

from collections.abc import Sequence
from uuid import UUID

from services.intake.domain.partner_message import (
    DeliveryProof,
    PartnerMessage,
    PartnerMessageNotFound,
)
from services.intake.store.partner_messages import PartnerMessages
from services.intake.usecases.confirm_delivery import confirm_delivery
from shared.db.transaction import Transaction


async def acknowledge_messages(
    tx: Transaction, *, message_ids: Sequence[UUID]
) -> list[PartnerMessage]:
    """All of them or none; what is acknowledged already stays as it is.

    Raises PartnerMessageNotFound when one of them is not addressed to the caller.
    """
    messages = PartnerMessages(tx)
    acknowledged = []
    for message_id in sorted(set(message_ids)):
        message = await messages.get(message_id)
        if message.partner_org_id != tx.actor.org_id:
            raise PartnerMessageNotFound()
        acknowledged.append(
            await confirm_delivery(tx, message=message, proof=DeliveryProof.ACKNOWLEDGED)
        )
    return acknowledged

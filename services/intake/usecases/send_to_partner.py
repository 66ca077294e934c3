"""Use case: put a message for a partner beside its cause; how it leaves is the channel's matter."""

from collections.abc import Mapping
from typing import Any

from services.intake.domain.facts import plain
from services.intake.domain.partner_message import MessageSubject, PartnerMessage
from services.intake.policy import CODE_LISTS
from services.intake.store.partner_channels import PartnerChannels
from services.intake.store.partner_messages import PartnerMessages
from shared.db.transaction import Transaction


async def send_to_partner(
    tx: Transaction,
    *,
    agency_org_id: str,
    partner_org_id: str,
    kind: str,
    subject: MessageSubject,
    facts: Mapping[str, Any],
) -> PartnerMessage:
    """An effect row of this transaction, delivered after its commit and never inside.

    ``kind``: a code of ``partner_message_kinds``. ``facts``: ids, codes, dates and a lawyer's
    public-register entry; never personal data of a recipient.
    """
    CODE_LISTS["partner_message_kinds"].require(kind, pointer="/kind")
    await tx.write_into(agency_org_id)
    channel_id = await PartnerChannels(tx).open(agency_org_id, partner_org_id)
    message = PartnerMessage(
        id=tx.new_id(),
        agency_org_id=agency_org_id,
        channel_id=channel_id,
        partner_org_id=partner_org_id,
        kind=kind,
        subject=subject,
        payload=plain(facts),
        created_at=tx.now,
    )
    await PartnerMessages(tx).add(message)
    return message

"""Use case: send a partner of the sandbox a made-up message of any kind, by its own way of delivery."""

from services.intake.domain.partner_message import (
    MessageSubject,
    PartnerMessage,
    SamplesOnlyInSandbox,
)
from services.intake.policy.delivery import SAMPLES
from services.intake.usecases.send_to_partner import send_to_partner
from shared.db.transaction import Transaction
from shared.kernel.codes import CodeUnknown
from shared.kernel.tenants import SANDBOX, in_sandbox


async def send_sample(tx: Transaction, *, kind: str, reference: str) -> PartnerMessage:
    """Nothing happened, so it is about nothing but the reference. Raises SamplesOnlyInSandbox, CodeUnknown."""
    partner = str(tx.actor.org_id)
    if not in_sandbox(partner):
        raise SamplesOnlyInSandbox()
    if kind not in SAMPLES:
        raise CodeUnknown(list="partner_message_kinds", code=kind, pointer="/type")
    return await send_to_partner(
        tx,
        agency_org_id=SANDBOX,
        partner_org_id=partner,
        kind=kind,
        subject=MessageSubject(reference=reference),
        facts=SAMPLES[kind],
    )

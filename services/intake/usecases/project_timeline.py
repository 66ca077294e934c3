"""Use case: keep one timeline row per event about a matter, whichever service said it."""

from uuid import UUID

from services.intake.policy import TIMELINE
from services.intake.store.timeline import add_entry
from shared.db.transaction import Transaction
from shared.messaging.envelope import Message

# What a line or a clock may show; everything else of an event stays with its owner.
SHOWN_FACTS = frozenset(
    [
        "case_no",
        "due_on",
        "item_codes",
        "decided_at",
        "received_at",
        "assigned_at",
        "objection_org_id",
        "objection_until_on",
        "reason_codes",
        "provider_name",
        "firm_name",
        "work_phone",
        "stage",
        "signed_on",
        "closed_on",
        "progress_code",
        "paid_on",
        "deemed",
        "grade_code",
    ]
)


async def project_timeline(tx: Transaction, *, message: Message, matter_id: UUID) -> None:
    """Insert-only and keyed by the message: replay rebuilds it, duplicates and order do nothing."""
    if message.type not in TIMELINE:
        return
    facts = {name: value for name, value in message.data.items() if name in SHOWN_FACTS}
    await add_entry(tx, message, matter_id=matter_id, facts=facts)

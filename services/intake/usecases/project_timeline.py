"""Use case: keep one timeline row per event about a matter, whichever service said it."""

from uuid import UUID

from services.intake.policy import TIMELINE
from services.intake.store.timeline import (
    TimelineRow,
    add_entries,
    forget_entries,
    kept_messages,
)
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
        "number",
        "objection_no",
        "complete_by",
        "granted_at",
        "filed_at",
        "served_on",
    ]
)


async def project_timeline(tx: Transaction, *, message: Message) -> None:
    """Insert-only and keyed by the message: replay rebuilds it, duplicates and order do nothing."""
    row = _row(message)
    if row is not None:
        await add_entries(tx, [row])


async def rebuild_timeline(tx: Transaction) -> int:
    """Empty the projection and fill it again from every event kept. Returns the number of entries."""
    await forget_entries(tx)
    count = 0
    async for messages in kept_messages(tx):
        count += await add_entries(tx, [row for row in map(_row, messages) if row is not None])
    return count


def _row(message: Message) -> TimelineRow | None:
    matter_id = _matter_id(message)
    if matter_id is None or message.type not in TIMELINE:
        return None
    facts = {name: value for name, value in message.data.items() if name in SHOWN_FACTS}
    return TimelineRow(message, matter_id, facts)


def _matter_id(message: Message) -> UUID | None:
    """Of its stream, or of the claim's case; the claim of a duty day has none."""
    if message.stream_kind == "matter":
        return UUID(message.stream.partition("/")[2])
    named = message.data.get("matter_id") if message.stream_kind == "claim" else None
    return UUID(named) if named else None

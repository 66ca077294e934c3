"""Store: the timeline's rows and the notes of who read a file; inserted, never changed."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, insert, select

from services.intake.domain.matter import Matter
from services.intake.store.tables import file_read, timeline_entry
from shared.db.sql import insert_missing
from shared.db.tables import inbox
from shared.db.transaction import Transaction
from shared.messaging.envelope import Message, unseal
from shared.messaging.inbox import Status

REPLAYED_AT_ONCE = 500


@dataclass(frozen=True)
class TimelineRow:
    """One event about a matter, cut down to the facts that a line may show."""

    message: Message
    matter_id: UUID
    facts: Mapping[str, object]


async def add_entries(tx: Transaction, rows: Sequence[TimelineRow]) -> int:
    """Keyed by the message: replay rebuilds the timeline, a duplicate changes nothing.

    Returns how many were new.
    """
    return await insert_missing(tx.connection, timeline_entry, [_values(row) for row in rows])


async def forget_entries(tx: Transaction) -> None:
    """Empty the projection, to be filled again from ``kept_messages``."""
    await tx.execute(delete(timeline_entry))


async def kept_messages(tx: Transaction) -> AsyncIterator[list[Message]]:
    """Every event that took its effect here, page by page: the inbox keeps them all."""
    query = (
        select(inbox.c.message_id, inbox.c.body)
        .where(inbox.c.consumer == tx.service, inbox.c.status == Status.DONE.value)
        .order_by(inbox.c.message_id)
        .limit(REPLAYED_AT_ONCE)
    )
    page = query
    while rows := (await tx.execute(page)).all():
        yield [unseal(row.body) for row in rows]
        page = query.where(inbox.c.message_id > rows[-1].message_id)


async def add_read(
    tx: Transaction, matter: Matter, *, role: str, purpose: str, whole: bool
) -> None:
    await tx.execute(
        insert(file_read).values(
            id=tx.new_id(),
            org_id=matter.agency_org_id,
            matter_id=matter.id,
            reader_person_id=tx.actor.person_id,
            reader_role=role,
            reader_org_id=tx.actor.org_id,
            purpose=purpose,
            whole=whole,
            at=tx.now,
        )
    )


def _values(row: TimelineRow) -> dict[str, object]:
    message = row.message
    return {
        "message_id": message.id,
        "org_id": message.tenant,
        "matter_id": row.matter_id,
        "source": message.source,
        "type": message.type,
        "sequence": message.sequence,
        "at": message.time,
        "facts": dict(row.facts),
    }

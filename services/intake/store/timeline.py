"""Store: the timeline's rows and the notes of who read a file; inserted, never changed."""

from uuid import UUID

from sqlalchemy import insert

from services.intake.domain.matter import Matter
from services.intake.store.tables import file_read, timeline_entry
from shared.db.sql import insert_missing
from shared.db.transaction import Transaction
from shared.messaging.envelope import Message


async def add_entry(
    tx: Transaction, message: Message, *, matter_id: UUID, facts: dict[str, object]
) -> None:
    """Keyed by the message: replay rebuilds the timeline, a duplicate changes nothing."""
    row = {
        "message_id": message.id,
        "org_id": message.tenant,
        "matter_id": matter_id,
        "source": message.source,
        "type": message.type,
        "sequence": message.sequence,
        "at": message.time,
        "facts": facts,
    }
    await insert_missing(tx.connection, timeline_entry, [row])


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

"""Store: what changed in a matter; inserted, never changed."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert

from services.intake.domain.matter import Matter
from services.intake.domain.matter_change import MatterChange
from services.intake.store.matters import matter_key
from services.intake.store.termination_tables import matter_change
from shared.db.transaction import Transaction

NOTE_CELL = "matter_change.note"
CHANGES_MAX = 200


async def add_change(
    tx: Transaction, fresh: MatterChange, *, matter: Matter, note: str | None
) -> None:
    cipher = await tx.vault.cipher(tx, matter_key(matter.id))
    sealed = cipher.seal(NOTE_CELL, note) if note else None
    await tx.execute(
        insert(matter_change).values(
            **asdict(fresh), org_id=matter.agency_org_id, note_sealed=sealed
        )
    )


async def changes_of(tx: Transaction, matter_id: UUID) -> Sequence[Row[Any]]:
    """Oldest first, without the notes."""
    query = tx.scoped(matter_change).where(matter_change.c.matter_id == matter_id)
    return list(await tx.execute(query.order_by(matter_change.c.recorded_at).limit(CHANGES_MAX)))

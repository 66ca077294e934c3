"""Queries: what has been published of samples, for anybody, and the register, for its agency."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from services.quality.store.samples import COMMITTED
from services.quality.store.tables import sample_publication, stage_record, track_entry
from shared.db.transaction import Transaction

COMMITMENT_ORDER = (sample_publication.c.published_at, sample_publication.c.sample_id)
STAGE_ORDER = (stage_record.c.stage_assignment_id,)


def commitments() -> Select[Any]:
    """One row per sample, as it was committed."""
    return select(sample_publication).where(sample_publication.c.mark == COMMITTED)


async def publications(tx: Transaction, sample_id: UUID) -> dict[str, Any]:
    """Everything published of one sample, by mark; empty for an unknown one."""
    found = await tx.execute(
        select(sample_publication).where(sample_publication.c.sample_id == sample_id)
    )
    return {row.mark: row.content for row in found}


def stages(tx: Transaction) -> Select[Any]:
    return tx.scoped(stage_record)


async def track_of(tx: Transaction, stage_assignment_id: UUID) -> Sequence[Any]:
    """What happened on one stage, oldest first."""
    found = await tx.execute(
        tx.scoped(track_entry)
        .where(track_entry.c.stage_assignment_id == stage_assignment_id)
        .order_by(track_entry.c.at, track_entry.c.message_id)
    )
    return list(found.all())

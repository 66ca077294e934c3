"""Queries: what a matter's timeline shows - entries, reads of the file, open clocks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func

from services.intake.store.tables import application, file_read, notice, timeline_entry
from services.intake.store.termination_tables import termination
from shared.db.tables import obligation
from shared.db.transaction import Transaction

ENTRIES_MAX = 500


async def entries_of(tx: Transaction, matter_id: UUID) -> Sequence[Row[Any]]:
    """Newest last; the sequence settles events of one instant."""
    query = tx.scoped(timeline_entry).where(timeline_entry.c.matter_id == matter_id)
    order = (timeline_entry.c.at, timeline_entry.c.source, timeline_entry.c.sequence)
    return list(await tx.execute(query.order_by(*order).limit(ENTRIES_MAX)))


async def reads_of(tx: Transaction, matter_id: UUID) -> Sequence[Row[Any]]:
    """Who opened the file: role, organization, purpose and time; never the person."""
    query = tx.scoped(
        file_read,
        file_read.c.reader_role,
        file_read.c.reader_org_id,
        file_read.c.purpose,
        file_read.c.whole,
        file_read.c.at,
    ).where(file_read.c.matter_id == matter_id)
    return list(await tx.execute(query.order_by(file_read.c.at).limit(ENTRIES_MAX)))


async def open_clock(tx: Transaction, matter_id: UUID, code: str) -> Row[Any] | None:
    """The newest open obligation of this code that intake keeps for the matter."""
    query = tx.scoped(obligation).where(
        obligation.c.matter_id == matter_id,
        obligation.c.code == code,
        obligation.c.met_at.is_(None),
        obligation.c.canceled_at.is_(None),
    )
    rows = await tx.execute(query.order_by(obligation.c.started_at.desc()).limit(1))
    row: Row[Any] | None = rows.one_or_none()
    return row


async def state_of(tx: Transaction, matter_id: UUID) -> str | None:
    """``terminated`` where aid has ended, else the state of the application or notice behind it."""
    ended = tx.scoped(termination, termination.c.id).where(
        termination.c.matter_id == matter_id, termination.c.state == "effective"
    )
    if (await tx.execute(ended)).first() is not None:
        return "terminated"
    for table in (application, notice):
        query = tx.scoped(table, table.c.state).where(table.c.matter_id == matter_id)
        found: str | None = (await tx.execute(query.limit(1))).scalar_one_or_none()
        if found is not None:
            return found
    return None


async def as_of(tx: Transaction, matter_id: UUID) -> datetime | None:
    """The newest event that the timeline holds."""
    query = tx.scoped(timeline_entry, func.max(timeline_entry.c.at))
    rows = await tx.execute(query.where(timeline_entry.c.matter_id == matter_id))
    found: datetime | None = rows.scalar_one()
    return found
